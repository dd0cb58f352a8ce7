# The faults of the matrix, a function each. It finds all well and breaks one thing; for all it breaks it says, by `later`, what mends it. It is called
# once for each service, whose name is its argument, while PAM is still without Confide. A new fault: a function, and a line in $faults.
#
# FUNCTION | its name in the table | the first login may be `held` up, the next not | the facts: `kept`, `lost` or `any` | what the log then holds
faults='
no_socket     | no socket            |      | kept |
stale         | stale socket         |      | kept |
hung          | hung (SIGSTOP)       | held | kept |
backlog       | backlog full         |      | kept |
drips         | drip                 |      | kept |
floods        | flood                |      | kept |
babbles       | garbage              |      | kept |
answers_huge  | huge reply           |      | kept |
disk_full     | disk full            |      | lost | spool: a fact is lost: No space left on device
inodes_full   | inodes full          |      | lost | spool: a fact is lost: No space left on device
read_only     | read-only /var       |      | lost | spool: a fact is lost: Read-only file system
corrupt_db    | corrupt db           |      | kept |
corrupt_rules | corrupt policy       |      | kept | register: .*nobody is refused
empty_rules   | policy 0 bytes       |      | kept | register: .*copy decides
users_rules   | policy owned by user |      | kept | register: .*copy decides
descriptors   | fd table full        |      | any  |
allocations   | malloc fails         |      | any  |
clock         | clock 1999, 2040     |      | kept |
'
register=/var/lib/confide/register spool=/var/lib/confide/spool run=/run/confide state=/var/lib/confide/agent

# ---- the agent -----------------------------------------------------------------------------------------------------------
away()      { systemctl stop confided; rm -f $run/pam.sock; later systemctl start confided; }
fake()      {
    away
    python3 /matrix/pam-agent $run "$1" >/run/matrix/agent & later kill $!
    until_true 5 grep -q ready /run/matrix/agent
    later : '>/run/matrix/agent'
}
no_socket() { away; }
stale()     { systemctl kill --kill-who=main -s KILL confided; systemctl stop confided; later systemctl start confided; test -S $run/pam.sock; }
# The first, third and fifth visit find no mark of a hang, as after half a minute; a session that ends behind the visit before would leave one.
hung()      {
    systemctl kill --kill-who=main -s STOP confided; later systemctl kill --kill-who=main -s CONT confided
    round() { [ "$1" -le 6 ] && { [ $(($1 % 2)) = 0 ] || { sleep 0.3; rm -f $run/agent-hung; }; }; }
}
backlog()      { fake crowded; }
drips()        { fake drips; }
floods()       { fake floods; }
babbles()      { fake babbles; }
answers_huge() { fake huge; }
corrupt_db()   {
    systemctl stop confided
    cp -a $state $state.good; later "rm -r $state; mv $state.good $state; systemctl start confided"
    later systemctl stop confided
    dd if=/dev/urandom of=$state/confide.db bs=4096 count=4 conv=notrunc
    systemctl start --no-block confided
}

# ---- the disk ------------------------------------------------------------------------------------------------------------
small_disk()  { away; mount -t tmpfs -o mode=2770,gid=confide,"$1" tmpfs $spool; later umount $spool; }
disk_full()   { small_disk size=16k; ! dd if=/dev/zero of=$spool/filler; }
inodes_full() { small_disk nr_inodes=1; }
read_only()   { away; mount --bind /var /var; later umount -l /var; mount -o remount,bind,ro /var; }

# ---- the register --------------------------------------------------------------------------------------------------------
# Beside it lies a copy of the last good one.
other_register() { mv $register $register.good; later mv $register.good $register; cat >$register; chmod 644 $register; }
corrupt_rules()  { other_register < <(head -c 4096 /dev/urandom); mv $register.last $register.kept; later mv $register.kept $register.last; }
empty_rules()    { other_register </dev/null; }
users_rules()    { other_register <$register; chown anna $register; }

# ---- the process ---------------------------------------------------------------------------------------------------------
# As few descriptors as the program and Debian's own modules get along with, none for us. A daemon hands its limit on to what it starts.
descriptors() { # SERVICE
    local least
    later 'started_by=(); rm -rf /run/systemd/system/cron.service.d; systemctl daemon-reload; systemctl restart ssh'
    for ((least = 5; least < 64; least++)); do
        started_by=(prlimit --nofile="$least:$least")
        case $1 in
        ssh_*) prlimit --pid "$(systemctl show -P MainPID ssh)" --nofile="$least:" ;;
        cron)
            mkdir -p /run/systemd/system/cron.service.d
            printf '[Service]\nLimitNOFILE=%s\n' "$least" >/run/systemd/system/cron.service.d/least.conf; systemctl daemon-reload ;;
        esac
        ! visit "$1" || break
    done
    note "Descriptors left" "$1 $least"
}

# Each allocation made on Confide's account (failing-malloc.c): all of them, then the first, the second, until one more visit finds none to fail.
# Who calls passwd may bring a limit of memory (ulimit -v): a password that cannot be judged for want of it is refused in order, and the old one stands.
allocations() { # SERVICE
    preload /matrix/failing-malloc.so
    round()    { [ "$1" = 1 ] || [ -e /run/matrix/failed ] || return 1; rm -f /run/matrix/failed; echo $(($1 - 1)) >/run/matrix/fail-at; }
    excused()  { [ "$service" = passwd ] && grep -q 'password unchanged' $heard && cmp -s /etc/shadow /etc/shadow.good && refused=$((refused + 1)); }
    measured() { note "Allocations failed, each in its turn (not those of libzxcvbn, which checks none)" "$1 $(($2 - 2))${refused:+ (refused $refused times, in order)}"; refused=; }
}
clock() {
    preload /matrix/other-clock.so
    round() { case $1 in 1 | 3) date -d 1999-03-01 +%s ;; 2 | 4) date -d 2040-03-01 +%s ;; *) false ;; esac >/run/matrix/clock; }
}
