#!/bin/bash
# Every answer of the module, as pam-answers.table says it: each entry point, flag, login, service, caller and way a conversation can go, in each
# state of the agent, through libpam and through pam_wrapper. The agent's state changes no answer.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # tens of thousands of facts, each brought to the disk
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "the module's answers"
accounts
table=$top/tests/system/pam-answers.table
driver=$B/drivers/pam_answers
stamp=$work/run/agent-hung
for service in login su locker sshd cron; do
    cat >"$work/services/$service" <<END
auth [success=1 ignore=ignore default=die] $module config=$confide
auth requisite pam_deny.so
auth required pam_permit.so
account [success=1 ignore=ignore default=die] $module config=$confide
account requisite pam_deny.so
account required pam_permit.so
session [success=ok default=die] $module config=$confide
session required pam_permit.so
password [success=ok default=die] $module config=$confide
password required pam_permit.so
END
done

wrapped() { env LD_PRELOAD="${ASAN_LIBRARY:+$ASAN_LIBRARY:}libpam_wrapper.so:libnss_wrapper.so" PAM_WRAPPER=1 PAM_WRAPPER_SERVICE_DIR="$work/services" "$@"; }
plain()   { env LD_PRELOAD="${ASAN_LIBRARY:+$ASAN_LIBRARY:}libnss_wrapper.so" "$@"; }
asked() { # ROUTE CALLER STAMP [TABLE]
    local route=$1 caller=$2 services=$work/services
    [ "$route" != wrapped ] || services=-
    set -- "$driver" "$services" "${4:-$table}" "$caller" "$3"
    [ "$caller" = root ] || set -- setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group" ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" "$route" "$@"
}
# pam_wrapper looks for a name in /tmp that is free, and makes the folder afterwards: two that begin together may both want one.
again_if_unnamed() { # FILE COMMAND...
    local file=$1 left=5
    shift
    while "$@" >"$file" 2>&1; grep -q 'pwrap_init: Failed to create pam_wrapper config dir' "$file" && [ $((left -= 1)) -gt 0 ]; do :; done
}
# Both callers and both routes side by side, for they wait more than they work. A hung agent is waited for anew in each row (the stamp is removed).
matrix() { # STATE
    local caller route file count
    rm -f "$work"/answers.*; touch "$stamp"; [ "$1" = "the agent hung" ] || rm "$stamp"
    for route in plain wrapped; do
        for caller in root person; do
            again_if_unnamed "$work/answers.$route.$caller" asked $route $caller "$([ $route$caller = plainroot ] && echo "$stamp" || echo -)" &
            echo $! >"$work/$route.$caller.pid"
        done
    done
    for route in plain wrapped; do
        for caller in root person; do
            file=$work/answers.$route.$caller
            wait "$(cat "$work/$route.$caller.pid")" 2>/dev/null; rm "$work/$route.$caller.pid"
            read -r _ count _ < <(grep '^cells' "$file")
            cells=$((cells + ${count:-0}))
            ok "$1, asked by a $caller, $route: ${count:-no} answers are the table's" is_good "$file"
        done
    done
    echo "# $(sed -n 's/.*\(messages\)/\1/p' "$file")"
    forget
}
is_good() { grep -q '^cells [1-9][0-9]* wrong 0;' "$1" || { grep -v '^row [0-9]*: [0-9]* cells' "$1"; false; }; }
cells=0

# ---- the real agent
if setpriv --reuid=65534 --clear-groups test -x "$driver"; then
    mkdir "$work/context"; mkdir -m 700 "$work/state"
    printf '[watch]\nrecords = /srv/records/{patient}/...\n[paths]\nstaff = %s\ncontext = %s\nregister = %s\nwords = %s\nstate = %s\nspool = %s\nrun = %s\n' \
        "$work/staff.csv" "$work/context" "$work/judge.register" "$work/judge.words" "$work/state" "$work/spool" "$work/run" >"$work/judge.conf"
    printf 'login,name,kind,role\nanna,Anna Berg,person,nurse\n' >"$work/staff.csv"
    start judge "$B/confided" --config "$work/judge.conf" --foreground
    ok "the agent runs" until_true 5 grep -q ready "$work/judge.log"
    matrix "the agent well"
    ok "... and was told" test "$("$B/confidectl" --config "$work/judge.conf" status --json | sed -n 's/.*"events":\([0-9]*\).*/\1/p')" -gt 100
    stop judge; rm -f "$work/run/pam.sock"
    matrix "the agent dead"
    while read -r manner state; do
        agent "$manner"
        matrix "$state"
    done <<'END'
hangs the agent hung
drips the agent dripping
floods the agent flooding
crowded the agent's queue full
END
    stop agent; rm -f "$work/run/pam.sock"
    echo "# $cells cells compared"

    # The comparison itself: each row, turned round, is found wrong.
    grep -n '^[^#]' "$table" | cut -d: -f1 >"$work/rows"
    sed '/^#/!{s/SUCCESS/@/g; s/IGNORE\|PERM_DENIED\|AUTHTOK_ERR\|INCOMPLETE\|MAXTRIES/SUCCESS/g; s/@/IGNORE/g}' "$table" >"$work/turned"
    { asked plain root - "$work/turned"; asked plain person - "$work/turned"; } >"$work/found" 2>&1
    ok "a wrong table is found wrong in each row" test "$(sed -n 's/^row \([0-9]*\): .* the table says .*/\1/p' "$work/found" | sort -nu)" = "$(cat "$work/rows")"
else
    skip "the module's answers" "the build folder cannot be read by others"
fi
finish
