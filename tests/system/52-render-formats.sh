#!/bin/bash
# One record in every format: as golden files have it, as the receivers' documentation and other people's parsers want it, and naming nobody.
# Beside the others.
. "$(dirname "$0")/lib.sh"
render=$B/drivers/render headers=$B/drivers/headers check=$top/tests/system/render-check case=$top/tests/golden/case.json
formats='webhook cloudevents pagerduty alertmanager ocsf thehive teams servicenow mail' kinds='raised grown decided reminder minimal selftest'

# --- golden files
mkdir "$work/golden"
ok "every rendering can be written" "$top/tests/golden/make" "$render" "$work/golden"
as_it_was() { local file; for file in "$work/golden"/*; do diff "$top/tests/golden/${file##*/}" "$file" || return 1; done; [ "$(find "$work/golden" -type f | wc -l)" = 54 ]; }
ok "and is as it was (else: tests/golden/make $render tests/golden, and read what changed)" as_it_was

# --- cases that strain a format: hostile words, and as much as fits
jq -c '.says = "</p><script>alert(1)</script> [look](http:evil) `x` {{y}} ${z} \"q\" \\ \u00e9 \u20ac \ud83d\ude00 --=_C-0123456789abcdef"
    | .checked = [.says[:60], "=2+3", "-- "] ' "$case" >"$work/hostile.json"
jq -c '.event_total = 4294967295 | .patient_total = .event_total | .record_total = .event_total | .version = .event_total
    | .rules = [range(12) | "r\(.)-" + "x" * 25] | .rule_patients = [range(12)] | .checked = [range(8) | "\(.)\"" * 47] | .says = ("\"&" * 127)
    | .login = "l" * 63 | .patients = [range(256) | "P-\(.)-" + "\"" * 50] | .events = [range(512) | "00112233445566778899aabbccddeeff"]' "$case" >"$work/full.json"

as_asked() { # FORMAT
    local record kind detail verb to=$work/asked
    rm -rf "$to"; mkdir "$to"
    for record in "$case" "$work/hostile.json" "$work/full.json"; do for kind in $kinds; do for detail in reference full; do
        "$render" "$1" "$kind" "$detail" <"$record" >"$to/$(basename "$record" .json).$kind.$detail" || return 1
    done; done; done
    for verb in confirm explain close acknowledge; do "$render" --verb=$verb "$1" decided reference <"$case" >"$to/$verb" || return 1; done
    "$check" "$1" "$to"/*
}
for format in $formats; do ok "$format: each kind of message is what its receiver asks for" as_asked "$format"; done

# --- and what is not is seen
broken() { "$render" "$1" raised reference <"$case" | sed "$2" | "$check" "$1"; }
refuses "a webhook without its time is none" broken webhook 's/"timestamp"/"time"/'
refuses "an event without its source is none" broken cloudevents 's/"source"/"origin"/'
refuses "an alarm of no known severity is none" broken pagerduty 's/"critical"/"dreadful"/'
refuses "an alert whose severity is a label is none" broken alertmanager 's/"class"/"severity"/'
refuses "a finding of another type than its activity is none" broken ocsf 's/200401/200402/'
refuses "an alert with a link in its words is none" broken thehive 's/A nurse/[A nurse](x)/'
refuses "a card with free text where Markdown is read is none" broken teams 's/"What happened"/"**What** happened"/'
refuses "a row with a number where text belongs is none" broken servicenow 's/"impact":"1"/"impact":1/'
refuses "a mail with a header more is none" broken mail 's/^Auto-Submitted/Bcc: x@evil.example\r\nAuto-Submitted/'
refuses "a mail whose page lacks a line is none" broken mail '/text.html/,/^--/s/^\([A-Za-z0-9+]*\)A/\1B/'

# --- mail: who it is from and to
addressed() { "$render" --from="$1" --to="$2" mail raised reference <"$case" >"$work/body" && "$check" mail <"$work/body"; }
ok "a mail may go to several, by name" addressed confide@clinic.example 'Dr B <b@clinic.example>, c@clinic.example'
for bad in $'a@clinic.example\r\nBcc: x@evil.example' $'a@clinic.example\n\nbody' '' 'nobody' 'a@clinic.example, ,b@clinic.example' $'caf\xc3\xa9@clinic.example'; do
    refuses "no mail goes to $(printf %q "$bad")" addressed confide@clinic.example "$bad"
    refuses "no mail comes from $(printf %q "$bad")" addressed "$bad" manager@clinic.example
done

# --- nobody's name: neither as it stands, nor as base64 or JSON has it
jq -c '.says = "mokafor read NHS-4857773456 at /srv/records/17/a.pdf" | .checked = ["mokafor", "Smith_Jane", "/srv/records/17/a.pdf", "a referral"]' "$case" >"$work/named.json"
names='mokafor|4857773456|Smith.?_Jane|/srv/records|a\.pdf|0123456789abcdef0123456789abcdef'
tells() { # FORMAT DETAIL PATTERN: in any kind of message
    local kind
    mkdir -p "$work/told"
    for kind in $kinds; do "$render" "$1" "$kind" "$2" <"$work/named.json" >"$work/told/$kind" || return 1; done
    "$check" --text "$1" "$work/told"/* >"$work/all" && grep -aqiE "$3" "$work/all"
}
for format in $formats; do
    ok "$format: there is something to read" tells "$format" reference 'this case on the machine'
    refuses "$format: by reference it names nobody" tells "$format" reference "$names"
    case $format in
    alertmanager | teams) refuses "$format: it names nobody, whatever it may be told" tells "$format" full "$names" ;;
    *) ok "$format: the login where logins may be told" tells "$format" logins mokafor
       refuses "$format: and no patient, path or event" tells "$format" logins "${names#*|}"
       ok "$format: patients where all may be told" tells "$format" full 4857773456 ;;
    esac
done

# --- the same record, the same bytes
twice() { [ "$("$render" "$1" raised full <"$case" | sha256sum)" = "$(TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$render" "$1" raised full <"$case" | sha256sum)" ]; }
for format in $formats; do ok "$format: the same record gives the same bytes, anywhere" twice "$format"; done

# --- the published answer, and other people's implementations
secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
seed=9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
pair=whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A= public=whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= # RFC 8032, test 1
published() { printf '{"test": 2432232314}' | "$headers" msg_p5jXN8AQM9LWM0D4loKWxJek 1614265330 $secret; }
says "the published example is signed as published" 'webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' published

export NODE_PATH=${NODE_PATH:-$(npm root -g 2>/dev/null)}
has() { command -v node >/dev/null && node -e "require.resolve('$1')" 2>/dev/null; }
by() { # PACKAGE FORMAT HEADERS KEY: every kind
    local kind; for kind in $kinds; do
        "$render" "$2" "$kind" reference <"$work/hostile.json" >"$work/body" || return 1
        [ "$2" != webhook ] || "$headers" C-1-v1 "$(date +%s)" "${5:-$secret}" ${6-$seed} <"$work/body" >"$work/head"
        sed -i "$3" "$work/body"; node "$top/tests/system/render-check.js" "$1" "$2" "$work/head" "$4" <"$work/body" || return 1
    done
}
wants() { has "$1" || { skip "$2" "needs node and the npm package $1 where NODE_PATH or npm's global folder has it"; return 1; }; }

if wants standardwebhooks "Standard Webhooks' own library verifies our messages"; then
    ok "Standard Webhooks' own library verifies our messages" by standardwebhooks webhook '' $secret
    refuses "but not one that was altered" by standardwebhooks webhook 's/"severity":5/"severity":1/;s/somebody/nobody/' $secret
    refuses "nor one under another secret" by standardwebhooks webhook '' whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
fi
if command -v node >/dev/null; then
    ok "OpenSSL verifies the agent's own signature beside it" by ed25519 webhook '' $public
    ok "and that of an endpoint that has a key pair" by ed25519 webhook '' $public $pair ''
    refuses "but not of a message that was altered" by ed25519 webhook 's/confide/Confide/' $public
else
    skip "OpenSSL verifies the agent's own signature" "needs node"
fi
if wants cloudevents "CloudEvents' own library takes our events, by the specification's schema"; then
    ok "CloudEvents' own library takes our events, by the specification's schema" by cloudevents cloudevents '' ''
    refuses "but none without a source" by cloudevents cloudevents 's/"source":"[^"]*",//' ''
fi
finding="OCSF's own JSON schema finds nothing wrong with our findings"
if [ ! -r "${OCSF_SCHEMA:-}" ]; then
    skip "$finding" "needs OCSF_SCHEMA=FILE: what https://schema.ocsf.io/schema/1.5.0/classes/detection_finding answers, as no package holds it"
elif wants ajv "$finding"; then
    ok "$finding" by ajv ocsf '' "$OCSF_SCHEMA"
    refuses "but with one that has no type" by ajv ocsf 's/"type_uid":[0-9]*,//' "$OCSF_SCHEMA"
    refuses "and one of a severity it does not know" by ajv ocsf 's/"severity_id":[0-9]*/"severity_id":7/' "$OCSF_SCHEMA"
    refuses "and one with an attribute it does not know" by ajv ocsf 's/"class_uid":2004/&,"clinic":"X"/' "$OCSF_SCHEMA"
fi
if wants adaptivecards "Microsoft's own reader finds nothing wrong with our cards"; then
    ok "Microsoft's own reader finds nothing wrong with our cards" by adaptivecards teams '' ''
    refuses "but with one that has an element it does not know" by adaptivecards teams 's/"RichTextBlock"/"RichTextBlok"/' ''
fi
finish
