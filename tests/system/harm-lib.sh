# What the tests of loss and damage share, beside lib.sh, ctl-lib.sh and watch-lib.sh: a real watcher and a real judge over records on a
# tmpfs of their own.
#
#   clinic_of_records CLAIM     both programs on $records; skips the whole test where the kernel refuses what they need
#   patient NAME                makes $records/NAME with eight records of the kinds a practice keeps; their paths in $files
#   found LOGIN CLASS           the case of that class about that login, as JSON (empty: there is none)
#   rules_of LOGIN CLASS        its rules
#   quiet LOGIN                 no case of loss or damage about that login, once all that it did has been told
#   settles                     what was done up to now has been told: an event of ours, done after it, is in the store
clinic_of_records() {
    [ -n "${PRIVATE:-}" ] || { skip "$1" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }
    mkdir "$work/tmpfs" "$work/run" "$work/spool" "$work/context"; mkdir -m 700 "$work/state" "$work/inventory"
    mount -t tmpfs -o mode=755 tmpfs "$work/tmpfs" || { skip "$1" "may not mount a tmpfs"; finish; }
    records=$work/tmpfs/records; mkdir -p "$records/marks"
    may_log_in || { skip "$1" "the kernel does not let us set a loginuid"; finish; }
    cat >"$work/confide.conf" <<CONF
[watch]
records = $records/{patient}/...
$(places inventory=inventory)
CONF
    start confided "$B/confided" --config "$work/confide.conf" --foreground
    until_true 10 test -S "$work/run/source.sock"
    start eye timeout -s KILL "${limit:-280}" "$B/confide-watch" --foreground --config "$work/confide.conf"
    if ! until_true 10 grep -q 'watching' "$work/eye.log"; then
        skip "$1" "fanotify is refused here: $(head -1 "$work/eye.log")"
        finish
    fi
    settles
}

body() { printf 'Seen on %s. Blood pressure 128 over 82, pulse 71, no complaints; to come again in four weeks.\n' {1..40}; }

patient() {
    local at=$records/$1
    mkdir -p "$at"
    { printf '%%PDF-1.7\n'; body; } >"$at/1-letter.pdf"
    { printf '\377\330\377\340\000\020JFIF\000'; body; } >"$at/2-wound.jpg"
    { printf 'PK\003\004\024\000\006\000'; body; } >"$at/3-report.docx"
    body >"$at/4-note.txt"
    { echo time,value; body; } >"$at/5-lab.csv"
    { printf '\211PNG\r\n\032\n'; body; } >"$at/6-scan.png"
    { printf '\320\317\021\340\241\261\032\341'; body; } >"$at/7-old.doc"
    { printf '%%PDF-1.4\n'; body; } >"$at/8-form.pdf"
    files=("$at"/[1-8]-*)
}

found()    { ctl --json cases | jq -c "select(.login == \"$1\" and .class == \"$2\")"; }
rules_of() { found "$1" "$2" | jq -r '.rules | join(" ")'; }

settles() {
    local mark="$records/marks/$RANDOM$RANDOM"
    sleep 2.5 # what waits for more of its kind is told after two seconds of quiet
    echo mark >"$mark"
    until_true 20 eval "ctl --json events --limit 200 | grep -qF '$mark'"
}

quiet() { settles; [ -z "$(found "$1" damage)$(found "$1" loss)" ] || { found "$1" damage; found "$1" loss; return 1; }; }
