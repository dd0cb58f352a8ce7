#!/bin/bash
# New passwords: judged between the prompt and its repetition, refused with a reason, set when strong.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "pam_confide refuses weak passwords"
accounts
matrix_says() { grep -q "^anna:$1:login" "$work/matrix.login"; }
reset() { sed 's/:only$/:login/' "$work/matrix.only" >"$work/matrix.login"; }
# As passwd does for a person: the old password first, then the new ones.
change() { local answers=$1; shift; call login anna "right horse,$answers" chauthtok "$@"; }

says "a strong password is taken" "chauthtok 0" change 'cabbage-lantern-otter,cabbage-lantern-otter'
ok "... and set" matrix_says cabbage-lantern-otter
reset
says "a weak one is refused with the reason and a way out" "says: Too easy to guess: clinic words and dates. Try three unrelated words." \
    change 'Reception2024!,cabbage-lantern-otter,cabbage-lantern-otter'
ok "... and the next try is taken" matrix_says cabbage-lantern-otter
reset
says "the person's own words from the staff list are weak" "says: Too easy to guess: built on your own details. Try three unrelated words." change 'Okafor12031984'
says "... a date of theirs as well, that would do for others" "built on your own details" change 'vqhk12031984'
says "... and from the account's own description" "built on your own details" change 'BergBerg!Room4x'
says "the clinic's name is weak" "clinic words" change 'Riverside2024!'
says "a short one is told how long" "says: Too short: use at least 12 characters, such as three unrelated words." change 'tQ7rw9'
says "an empty one is told so" "says: No password was typed." change ''
says "after three weak ones it ends" "chauthtok 11" change 'Reception2024!'
ok "... having asked three times" test "$(grep -c 'says: Too easy' "$work/out")" = 3
ok "... and nothing was set" matrix_says 'right horse'
says "a repetition that differs" "do not match" change 'cabbage-lantern-otter,other-words-here,-'
ok "... sets nothing" matrix_says 'right horse'
says "a prompt that is broken off ends it" "chauthtok 20" change '-'
says "PAM_SILENT is honoured" "chauthtok+silent 11" call login anna 'right horse,Reception2024!' chauthtok+silent
refuses "... no reason is shown" grep -q 'Too easy' "$work/out"
stack login retry=1
change 'Reception2024!' >"$work/once"
ok "retry=1 asks once" test "$(grep -c 'says: Too easy' "$work/once")" = 1
stack login

# Behind another module that has asked already.
given() { local PAM_AUTHTOK=$1; export PAM_AUTHTOK; call behind anna - chauthtok; }
printf 'password required '"${matrix%/*}"'/pam_set_items.so\npassword requisite %s config=%s use_authtok\npassword required pam_permit.so\n' \
    "$module" "$confide" >"$work/services/behind"
says "behind another module a weak password is refused" "chauthtok 20" given 'Reception2024!'
ok "... once, for nobody can ask again" test "$(grep -c 'says: Too easy' "$work/out")" = 1
says "... a strong one is taken" "chauthtok 0" given cabbage-lantern-otter
export PAM_OLDAUTHTOK='cabbage lantern otter 2026'
says "... the current password, changed a little, is refused" "says: Too like your current password. Try three unrelated words." given 2027-Otter-Cabbage-Lantern
says "... another is taken" "chauthtok 0" given walnut-forklift-pyjamas
unset PAM_OLDAUTHTOK
printf 'password requisite %s config=%s use_authtok\npassword required pam_permit.so\n' "$module" "$confide" >"$work/services/behind"
says "with use_authtok and nothing asked there is no password to take" "chauthtok 20" call behind anna 'cabbage-lantern-otter' chauthtok

# A site's list of leaked passwords.
printf 'walnut-forklift-pyjamas\n' | pwqfilter --create=100 -o "$work/leaked" 2>/dev/null; chmod 644 "$work/leaked"
config '[password]' "filter = $work/leaked"
says "a leaked password is refused" "says: On a list that attackers try first. Try three unrelated words." change 'Walnut-Forklift-Pyjamas,cabbage-lantern-otter'
ok "... another is taken" matrix_says cabbage-lantern-otter
reset; mv "$work/leaked" "$work/away"
says "without the filter it can be changed all the same" "chauthtok 0" change 'walnut-forklift-pyjamas,walnut-forklift-pyjamas'
reset
pam login anna chauthtok <<<$'right horse\nwalnut-forklift-pyjamas\nwalnut-forklift-pyjamas' >"$work/log"
ok "... and the log says what is missing, and the remedy" grep -q "^log: $work/leaked: is missing; .*: confidectl password filter build" "$work/log"
reset; head -c 100 "$work/away" >"$work/leaked"
says "a filter cut short refuses nobody" "chauthtok 0" change 'walnut-forklift-pyjamas,walnut-forklift-pyjamas'
reset; mv "$work/away" "$work/leaked"; chmod 666 "$work/leaked"
says "a filter that others may write is not believed" "chauthtok 0" change 'walnut-forklift-pyjamas,walnut-forklift-pyjamas'
reset; config

# What is kept of it.
ok "no password stands in a fact" bash -c "! grep -raqE 'Reception2024|Okafor12031984|cabbage' '$work/spool'"
ok "the refusal is told, without how weak it was" grep -q '^refuse|anna|login|denied|weak password|password|' <(facts)
pam login anna chauthtok <<<$'right horse\nReception2024!\nReception2024!\nReception2024!' >"$work/log"
ok "the log says that, and for whom" grep -q '^log: refused anna: weak password' "$work/log"
refuses "... and no word more" grep -q '^log: .*\(Reception\|clinic\|easy\)' "$work/log"

config '[login]' 'mode = audit'; forget
says "in audit mode a weak password is set" "chauthtok 0" change 'Reception2024!,Reception2024!'
ok "... it is set" matrix_says 'Reception2024!'
refuses "... the person is told nothing" grep -q 'Too easy' "$work/out"
ok "... and the fact says what would have been" grep -q '^refuse|anna|login|ok|audit: would have refused: weak password|password|' <(facts)
reset
config '[password]' 'profile = nist-single'
says "the profile of the config counts" "use at least 15 characters" change 'tQ7rw9Lm2pXv'
config; echo 'nonsense = 1' >>"$confide"
says "a broken config refuses no password" "chauthtok 0" change 'Reception2024!,Reception2024!'
config; reset
chmod 666 "$work/words"
says "a words file that others may write is not believed" "chauthtok 0" change 'vqhk12031984,vqhk12031984'
finish
