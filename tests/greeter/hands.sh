# How the greeter is typed at, read and photographed. Sourced by `inside`, after lib.sh.
#
#   greet [SIZE]             a fresh greeter, on a screen of SIZE (1024x768)
#   enter TEXT...            types each and Return, and waits until PAM has answered
#   shows PICTURE SENTENCE   the greeter's line says SENTENCE, and so does the picture of it, /pictures/PICTURE.png, to the eye
#   is_in LOGIN              LOGIN has a session on the seat, by logind
#   told TEXT                the judge keeps an event with TEXT in it
export DISPLAY=:0
log=/var/log/lightdm/lightdm.log

screen()   { setpriv --reuid lightdm --regid lightdm --init-groups env HOME=/var/lib/lightdm /greeter/screen "$@" 2>/dev/null; }
ready()    { screen field | grep -q .; }
greet()    { echo "${1:-1024x768}" >/run/screen-size; systemctl restart lightdm && until_true 20 ready; }

# PAM has answered when lightdm's log says so, and says nothing more for a while: a message and the next question come one after the other.
answers()  { grep -cE 'Prompt greeter with|Authenticate result' $log; }
answered() { [ "$(answers)" -gt "$1" ]; }
settled()  { local n; n=$(answers); sleep 0.4; [ "$(answers)" = "$n" ]; }
enter()    {
    local text before
    for text; do
        before=$(answers)
        [ -z "$text" ] || xdotool type --delay 10 -- "$text"
        xdotool key Return
        until_true 10 answered "$before" && until_true 5 settled || return
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

session()  { loginctl --no-legend list-sessions | awk -v login="$1" '$3 == login && $4 == "seat0" { print $1 }' | tail -1; }
has_session() { [ -n "$(session "$1")" ]; }
is_in()    { until_true 10 has_session "$1"; }
event()    { confidectl events --json --limit 200 | grep -F "$1"; }
told()     { until_true 5 event "$1" || { confidectl events --json --limit 5; return 1; }; }
