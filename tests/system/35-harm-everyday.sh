#!/bin/bash
# Everyday work that changes, makes and replaces many files at once: no case of damage, and none of loss but where records are deleted.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"; . "$(dirname "$0")/watch-lib.sh"; . "$(dirname "$0")/harm-lib.sh"
needs_root "everyday work is no damage"
clinic_of_records "everyday work is no damage"
has() { command -v "$1" >/dev/null || { skip "$2" "$1 is not installed"; return 1; }; }
export HOME=$work GIT_CONFIG_GLOBAL=/dev/null

# ---- a source tree
mkdir "$records/Tree" "$records/Twice"
tar -C /usr/include -cf "$work/tree.tar" .
tar -C /usr/include -h --exclude='*/node*' -cf "$work/files.tar" . 2>/dev/null
untar() { as "$1" tar -C "$records/$2" --no-same-owner -xf "$work/$3.tar"; }
ok "untar a source tree of $(tar -tf "$work/tree.tar" | grep -vc '/$') files and links" untar 61001 Tree tree
ok "... is neither damage nor loss" quiet 61001
ok "... nor does it open anything to more people" test -z "$(ctl --json events --limit 30000 | jq -c 'select(.login == "61001" and ((.signs // "") | contains("widened")))' | head -1)"
ok "untar $(tar -tf "$work/files.tar" | grep -vc '/$') files" untar 61014 Twice files
ok "... and over themselves" untar 61014 Twice files
ok "... is neither damage nor loss" quiet 61014

# ---- encryption for oneself
patient Gpg; for i in $(seq 30); do cp "${files[$((i % 8))]}" "$records/Gpg/x$i-$(basename "${files[$((i % 8))]}")"; done; settles
if has gpg "gpg of a folder is neither damage nor loss"; then
    encrypt() { as 61002 bash -c "for f in '$records'/Gpg/*; do gpg --batch --quiet --homedir '$work/gnupg' --pinentry-mode loopback --passphrase secret -c \$f || exit; done"; }
    mkdir -m 700 "$work/gnupg"
    ok "gpg -c of a folder of 38 records" encrypt
    ok "... is neither damage nor loss" quiet 61002
    gpgconf --homedir "$work/gnupg" --kill all 2>/dev/null
fi

# ---- rsync
if has rsync "rsync is neither damage nor loss"; then
    mkdir "$work/source"
    for i in $(seq 40); do for f in "${files[@]}"; do cp "$f" "$work/source/$i-$(basename "$f")"; done; done
    ok "rsync -a of $(ls "$work/source" | wc -l) records" as 61003 rsync -a "$work/source/" "$records/Sync/"
    for f in "$work/source"/*[05]-*; do body >>"$f"; done
    ok "... again, with changes" as 61003 rsync -a "$work/source/" "$records/Sync/"
    for f in "$work/source"/*[27]-*; do body >>"$f"; done
    ok "... in place" as 61003 rsync -a --inplace "$work/source/" "$records/Sync/"
    ok "... is neither damage nor loss" quiet 61003
    ok "rsync --delete that deletes ten" as 61004 bash -c "rm '$work/source/1'*; exec rsync -a --delete '$work/source/' '$records/Sync/'"
    ok "... is a loss" until_true 10 eval 'rules_of 61004 loss | grep -q mass-delete'
    ok "... and no damage" test -z "$(found 61004 damage)"
fi

# ---- git
if has git "git is neither damage nor loss"; then
    repository() {
        cd "$1" || return
        git init -q -b main . && git config user.email it@clinic && git config user.name IT
        for i in $(seq 120); do body | sed "s/^/$i /" >"note$i.txt"; { printf 'PK\003\004'; body; } >"form$i.docx"; done
        git add . && git commit -qm one && git checkout -qb other
        for i in $(seq 120); do body | sed "s/^/other $i /" >"note$i.txt"; { printf 'PK\003\004'; body; body; } >"form$i.docx"; done
        git commit -qam two
    }
    mkdir "$work/repository"
    ok "a repository with two branches" repository "$work/repository"
    ok "git clone" as 61005 git clone -q "file://$work/repository" "$records/Git"
    checkout() { as 61005 bash -c "cd '$records/Git' && git config --local safe.directory '*' && git checkout -q main && git checkout -q other && git checkout -q main"; }
    ok "... checkout of one branch, the other, and back" checkout
    ok "... is neither damage nor loss" quiet 61005
fi

# ---- editing in masses
mkdir "$records/Notes"; for i in $(seq 300); do body >"$records/Notes/$i.txt"; done; settles
ok "sed -i over 300 notes" as 61006 bash -c "sed -i 's/pulse 71/pulse 72/' '$records'/Notes/*.txt"
ok "... is neither damage nor loss" quiet 61006
ok "perl -pi with backups" as 61007 bash -c "perl -pi.bak -e 's/pulse 72/pulse 73/' '$records'/Notes/1*.txt && rm '$records'/Notes/*.bak"
ok "... is neither damage nor loss" quiet 61007
rotate() { as 61008 bash -c "cd '$records/Notes' && for i in 2*.txt; do mv \$i \$i.1 && body=\$(cat \$i.1) && echo \"\$body\" >\$i; done"; }
ok "rotating files as logs are" rotate
ok "... is neither damage nor loss" quiet 61008
done_with() { as 61009 bash -c "cd '$records/Notes' && for i in 3*.txt; do mv \$i \$i.done; done"; }
ok "an interface engine that marks what it has sent" done_with
ok "... is neither damage nor loss" quiet 61009
ok "a touch, a chmod and a chgrp of all" as 61010 bash -c "touch '$records'/Notes/*; chmod 640 '$records'/Notes/*; chgrp 1 '$records'/Notes/*"
ok "... is neither damage nor loss" quiet 61010
if has gzip "unpacking is neither damage nor loss"; then
    zipped() { as 61011 bash -c "cd '$records/Notes' && for i in 1*.txt; do gzip -k \$i; done && rm -f '$work/none'"; }
    ok "gzip -k of a hundred" zipped
    ok "... is neither damage nor loss" quiet 61011
fi

# ---- LibreOffice
if has soffice "a batch conversion is neither damage nor loss"; then
    mkdir "$records/Office"; for i in 1 2 3 4 5 6 7 8; do body >"$work/letter$i.txt"; done
    office() { soffice "-env:UserInstallation=file://$work/office" --headless "$@"; }
    as 61012 bash -c "$(declare -f office); work=$work; office --convert-to odt --outdir '$records/Office' '$work'/letter*.txt" >"$work/aside" 2>&1
    ok "eight documents" test "$(ls "$records/Office" | wc -l)" = 8
    settles
    convert() { as 61013 bash -c "$(declare -f office); work=$work; office --convert-to $1 --outdir '$records/Office' '$records'/Office/*.odt"; }
    ok "a batch conversion to PDF" convert pdf
    ok "... and to docx" convert docx
    ok "... and to PDF again, over the first" convert pdf
    ok "... is neither damage nor loss" quiet 61013
fi

# ---- and the watch was awake all the while
patient Last
ok "an attack after all that" as 61090 "$B/drivers/harm" write "${files[@]:0:4}"
ok "... is a case" until_true 5 eval 'rules_of 61090 damage | grep -q damage'
ok "nobody else is accused of damage" test "$(ctl --json cases | jq -r 'select(.class == "damage") | .login')" = 61090
stop eye; stop confided
finish
