# A screen locker for text consoles, where logind's lock otherwise reaches nobody: put this into /etc/profile.d and install tmux, vlock and dbus-bin.
# Each console login then runs in tmux; when its session is to be locked, tmux shows vlock, which asks for the password, and logind is told of both.
if [ -n "$XDG_SESSION_ID" ] && [ -z "$TMUX" ] && [ -z "$SSH_CONNECTION" ] && [ -t 0 ]; then
    case $XDG_SESSION_ID in [0-9]*) console=/org/freedesktop/login1/session/_3$XDG_SESSION_ID ;; *) console=/org/freedesktop/login1/session/$XDG_SESSION_ID ;; esac
    hint="busctl -q call org.freedesktop.login1 $console org.freedesktop.login1.Session SetLockedHint b"
    dbus-monitor --system "type='signal',interface='org.freedesktop.login1.Session',member='Lock',path='$console'" 2>/dev/null |
        while read -r line; do
            case $line in *member=Lock*) tmux -L "console-$XDG_SESSION_ID" lock-server ;; esac
        done &
    tmux -L "console-$XDG_SESSION_ID" new-session \; set -g lock-command "$hint true; vlock; $hint false"
    kill %1
    exit
fi
