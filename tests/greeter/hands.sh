# How the greeter is typed at, read and photographed. Sourced by `inside`, after lib.sh.
#
#   greet [SIZE]             a fresh greeter, on a screen of SIZE (1024x768); whoever was in is out
#   enter TEXT...            types each and Return, and waits until PAM has answered
#   shows PICTURE SENTENCE   the greeter's line says SENTENCE, and so does the picture of it, /pictures/PICTURE.png, to the eye
#   is_in LOGIN              LOGIN has a session on the seat, by logind
#   told TEXT...             the judge keeps an event with each TEXT in it
#   took                     milliseconds that PAM took since `watch_clock`: from name to question, from password to session
export DISPLAY=:0
log=/var/log/lightdm/lightdm.log

screen()   { setpriv --reuid lightdm --regid lightdm --init-groups env HOME=/var/lib/lightdm /greeter/screen "$@" 2>/dev/null; }
ready()    { screen field | grep -q .; }
nobody()   { ! loginctl --no-legend list-sessions | grep -v ' lightdm ' | grep -q . && ! pgrep -x Xvfb >/dev/null; }
greet()    {
    echo "${1:-1024x768}" >/run/screen-size
    systemctl stop lightdm; until_true 20 nobody; rm -rf /tmp/.X*-lock /tmp/.X11-unix/X* # else the next screen is another one
    systemctl start lightdm && until_true 20 ready || { echo "no greeter:"; tail -n 15 $log; return 1; }
}

# PAM has answered when lightdm's log says so, and says nothing more for a while: a message and the next question come one after the other.
answers()  { grep -cE 'Prompt greeter with|Authenticate result' $log; }
answered() { [ "$(answers)" -gt "$1" ]; }
settled()  { local n; n=$(answers); sleep 0.4; [ "$(answers)" = "$n" ]; }
types()    { [ -z "$1" ] || xdotool type --delay 10 -- "$1"; }
enter()    {
    local text before
    for text; do
        before=$(answers)
        types "$text"; xdotool key Return
        until_true 15 answered "$before" && until_true 5 settled || return
    done
}

photograph() { import -display "$DISPLAY" -window root "/pictures/$1.png"; }
letters()  { tr -cd '[:alnum:]'; } # what an eye reads for certain: quotes and full stops are a pixel or two
# What stands in the picture where the greeter's line is.
eye()      { convert "/pictures/$1.png" -crop "$(screen box)" +repage -bordercolor white -border 8 -colorspace gray -resize 300% png:- | tesseract - - --psm 6 2>/dev/null; }
says_now() { [ "$(screen says)" = "$1" ]; }
shows()    {
    local picture=$1 sentence=$2
    until_true 5 says_now "$sentence" || { echo "the greeter says: $(screen says)"; photograph "$picture"; return 1; }
    photograph "$picture"
    [ "$(eye "$picture" | letters)" = "$(letters <<<"$sentence")" ] || { echo "the eye reads: $(eye "$picture")"; return 1; }
}

# notice PICTURE TEXT: the desktop's notice reads like TEXT, with any digits where TIME stands. Its frame is no letter.
noticed()  { window=$(xdotool search --onlyvisible --class dunst | head -1); [ -n "$window" ]; }
notice()   {
    until_true 10 noticed || { photograph "$1"; return 1; }
    photograph "$1"
    import -window "$window" png:- | convert - -shave 6x6 -colorspace gray -resize 300% png:- | tesseract - - --psm 6 >"$work/notice" 2>/dev/null
    letters <"$work/notice" | grep -q "$(letters <<<"$2" | sed 's/TIME/[0-9]*/')" || { cat "$work/notice"; return 1; }
}

session()  { loginctl --no-legend list-sessions | awk -v login="$1" '$3 == login && $4 == "seat0" { print $1 }' | tail -1; }
has_session() { [ -n "$(session "$1")" ]; }
is_in()    { until_true 10 has_session "$1"; }
events()   {
    local text
    sleep 0.4; confidectl events --json --limit 5000 >"$work/events" || return # each look is an event too
    for text; do grep -F -- "$text" "$work/events" >"$work/fewer"; mv "$work/fewer" "$work/events"; done
    [ -s "$work/events" ]
}
told()     { until_true 1 events "$@" || { confidectl events --json --limit 300 | grep -F '"kind":"login"' | tail -5; return 1; }; }

watch_clock() { since=$(wc -l <$log); }
since()    { tail -n +$((since + 1)) $log; }
# The greeter's own session is activated too, before anybody asks for one.
started()  { since | sed -n '/Greeter requests session/,$p' | grep -q 'Activating login1 session'; }
took()     {
    since | awk -F'[+s]' '
        { at = $2 * 1000 }
        /Greeter start authentication for/ { begun = at; asking = 1 }
        /Prompt greeter with/ && asking { sum = at - begun; asking = 0 }
        /Continue authentication/ { begun = at }
        /Activating login1 session/ { activated = at }
        END { print int(sum + activated - begun + 0.5) }'
}
