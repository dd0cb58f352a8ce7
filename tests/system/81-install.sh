# What `make install` puts where, that it can be done over a running system, and what `make uninstall` takes away. All in a scratch DESTDIR.
. "$(dirname "$0")/lib.sh"
[ -z "${VALGRIND:-}" ] || { skip "installing" "the programs here are wrappers for valgrind"; finish; }

to=$work/to
put() { make -s -C "$top" B="$B" DESTDIR="$to" "$@"; }
listed() { (cd "$to" && find . \( -type f -o -type l \) -printf '%m %P\n' | sed "s|lib/$(cc -dumpmachine)/|lib/MACHINE/|" | sort -k 2); }

cat >"$work/expected" <<'LIST'
644 etc/confide/confide.conf
644 etc/xdg/autostart/confide-notice.desktop
644 lib/systemd/system/confide-post.service
644 lib/systemd/system/confide-receive.service
644 lib/systemd/system/confide-watch.service
644 lib/systemd/system/confide-watch.socket
644 lib/systemd/system/confided.service
755 usr/bin/confide-notice
755 usr/bin/confidectl
644 usr/lib/MACHINE/security/pam_confide.so
644 usr/lib/sysusers.d/confide.conf
644 usr/lib/tmpfiles.d/confide.conf
755 usr/sbin/confide-post
755 usr/sbin/confide-receive
755 usr/sbin/confide-watch
755 usr/sbin/confided
644 usr/share/bash-completion/completions/confidectl
644 usr/share/dbus-1/system.d/confide.conf
644 usr/share/doc/confide/console-lock.sh
644 usr/share/man/man5/confide.conf.5
644 usr/share/man/man5/confide.context.5
644 usr/share/man/man7/confide.rules.7
644 usr/share/man/man8/confide-post.8
644 usr/share/man/man8/confide-receive.8
644 usr/share/man/man8/confide-watch.8
644 usr/share/man/man8/confidectl.8
644 usr/share/man/man8/confided.8
644 usr/share/man/man8/pam_confide.8
644 usr/share/polkit-1/rules.d/confide.rules
LIST
ok "the tree installs" put install
listed >"$work/found"
ok "each file is in its place with its mode, and no other" diff "$work/expected" "$work/found"
refuses "no PAM stack and no boot target is touched" grep -rlE 'pam_confide.so|confided' "$to/etc" --include='*' --exclude-dir=confide
says "the shipped configuration refuses nothing" "mode = audit" grep -x 'mode = audit' "$to/etc/confide/confide.conf"

# A program that maps the old module must keep it whole: the new one is another file.
module=$(find "$to" -name pam_confide.so)
cp "$module" "$work/old.so"
exec 3<"$module"
before=$(stat -c %i "$module")
echo "# the site's own line" >>"$to/etc/confide/confide.conf"
ok "installing again over itself works" put install
ok "the module is replaced by another file, not written over" test "$before" != "$(stat -c %i "$module")"
ok "whoever has the old module open still reads it whole" cmp "$work/old.so" /dev/fd/3
exec 3<&-
ok "the site's configuration is left alone" grep -q "the site's own line" "$to/etc/confide/confide.conf"
ok "nothing half-installed is left" test -z "$(find "$to" -name '*.new')"

ok "the programs accept the shipped configuration" "$B/confidectl" password check --config "$to/etc/confide/confide.conf" </dev/null
echo 'moed = enforce' >>"$to/etc/confide/confide.conf"
says "a key nobody knows is named with its file and line" "confide.conf:$(wc -l <"$to/etc/confide/confide.conf"): " \
    "$B/confidectl" password check --config "$to/etc/confide/confide.conf" </dev/null

mkdir -p "$to/etc/pam.d"; echo 'auth required pam_confide.so' >"$to/etc/pam.d/common-auth"
says "uninstalling stops while a PAM stack needs the module, and names it" "$to/etc/pam.d/common-auth" put uninstall
ok "the module is then still there" test -e "$module"
sed -i 's/^/# /' "$to/etc/pam.d/common-auth"
ok "uninstalling works once no line needs it" put uninstall
rm -r "$to/etc/pam.d"
says "nothing stays but the site's configuration" "644 etc/confide/confide.conf" listed
ok "and that is all that stays" test "$(listed | wc -l)" = 1

refuses "installing where nothing can be written fails" put DESTDIR=/proc/confide install
ok "another prefix installs too" put PREFIX=/usr/local install
says "its units start the programs from there" "ExecStart=/usr/local/sbin/confided" cat "$to/lib/systemd/system/confided.service"
finish
