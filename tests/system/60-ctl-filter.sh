# confidectl password filter build: a site's list of leaked passwords, of each kind, and what may go wrong with it.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic "[password]" "filter = $work/filter"

build()   { ctl password filter build "$@"; }
judged()  { printf '%s\n' "$1" | ctl password check; }
leaked()  { says "$1" "no: On a list that" judged "$2"; }
free()    { says "$1" "ok" judged "$2"; }
hash_of() { python3 -c 'import hashlib, sys; print(hashlib.sha1(sys.argv[1].encode()).hexdigest().upper())' "$1"; }

printf 'Walnut-Forklift-Pyjamas\r\n\nВелосипед-Облако-Чайник\n\xff\xfe\nviolin-hedgerow-acorn' >"$work/plain"
exits 0 "a plain list becomes a filter" build "$work/plain" "$work/filter"
tells "it is said how many came in, and how many were none" "3 lines, 2 skipped"
tells "and how to use it" "filter = $work/filter"
leaked "a password of the list is refused" walnut-forklift-pyjamas
leaked "... in any case" WALNUT-forklift-PYJAMAS
leaked "... in any script" велосипед-облако-ЧАЙНИК
leaked "... that stands in a last line without newline" violin-hedgerow-acorn
free "one with a letter more is not" walnut-forklift-pyjamass
free "another is not" cabbage-lantern-otter
ok "everybody may read it, root alone write it" test "$(stat -c %a "$work/filter")" = 644

printf '%s:42\n%s\n' "$(hash_of Cabbage-Lantern-Otter)" "$(hash_of quarry-bicycle-hammock | tr A-F a-f)" >"$work/sha1"
exits 0 "a list of SHA-1 becomes a filter" build --from sha1 "$work/sha1" "$work/filter"
leaked "a password of it is refused" Cabbage-Lantern-Otter
leaked "... from a hash in small letters without count too" quarry-bicycle-hammock
free "a hash knows one spelling" cabbage-lantern-OTTER
free "the last filter is no longer asked" walnut-forklift-pyjamas

# NTLM of "cabbage-lantern-otter" and "violin-hedgerow-acorn": MD4 of UTF-16LE, by `iconv -t UTF-16LE | openssl dgst -provider legacy -md4`.
ntlm() { printf '%s' "$1" | iconv -t UTF-16LE | openssl dgst -provider legacy -md4 -r | cut -c1-32 | tr a-f A-F; }
printf '%s:7\n%s\n' "$(ntlm cabbage-lantern-otter)" "$(ntlm violin-hedgerow-acorn)" >"$work/ntlm"
exits 0 "a list of NTLM hashes becomes a filter" build -f ntlm "$work/ntlm" "$work/filter"
leaked "a password of it is refused" cabbage-lantern-otter
leaked "... typed in capitals too" VIOLIN-HEDGEROW-ACORN
free "another is not" walnut-forklift-pyjamas
exits 0 "--json answers in an object" build --json --from ntlm "$work/ntlm" "$work/filter"
ok "with the numbers" jq -e '.passwords == 2 and .skipped == 0 and .bytes > 0' "$work/said"

# What may go wrong: the last filter stays, and nothing lies about.
sum=$(md5sum <"$work/filter")
stays() { [ "$(md5sum <"$work/filter")" = "$sum" ] && [ -z "$(find "$work" -name 'filter.*')" ]; }
fails_so() { # CODE CLAIM TEXT WORD...
    local code=$1 claim=$2 text=$3; shift 3
    exits "$code" "$claim" build "$@"; tells "... it says $text" "$text"; ok "... and the last filter stays" stays; hides "... no password is shown" Forklift
}
printf '%s\nzz\n' "$(hash_of x)" >"$work/broken"
fails_so 3 "a line that is no hash ends it" "$work/broken:2: not a hash of 40 hex digits" --from sha1 "$work/broken" "$work/filter"
fails_so 3 "so does a list of another kind" "not a hash of 32 hex digits" --from ntlm "$work/sha1" "$work/filter"
fails_so 3 "and a plain one" "not a hash of 40" --from sha1 "$work/plain" "$work/filter"
: >"$work/empty"
fails_so 3 "an empty list makes no filter" "holds no password" "$work/empty" "$work/filter"
fails_so 3 "a list that is missing is named" "$work/none: No such file" "$work/none" "$work/filter"
fails_so 3 "a pipe cannot be read twice" "is no file" /dev/null "$work/filter"
fails_so 3 "the list itself is no place for the filter" "is the list itself" "$work/filter" "$work/filter"
fails_so 3 "nor is a folder" "is no file" "$work/plain" "$work"
fails_so 3 "a folder that is missing is named" "$work/none/filter: No such file" "$work/plain" "$work/none/filter"
fails_so 2 "a kind that there is not is wrong usage" "plain sha1 ntlm" --from md5 "$work/plain" "$work/filter"
fails_so 2 "so is no file" "say which list" "$work/plain"
mkdir "$work/bin"
exits 3 "without passwdqc" env PATH="$work/bin" "$B/confidectl" password filter build "$work/plain" "$work/filter"
tells "... it says what to install" "apt-get install passwdqc"
ok "... and the last filter stays" stays
printf '#!/bin/sh\nread line\necho "no room" >&2\nexit 2\n' >"$work/bin/pwqfilter"; chmod 755 "$work/bin/pwqfilter"
yes walnut-forklift-pyjamas | head -100000 >"$work/long"
exits 3 "a pwqfilter that ends in the middle" env PATH="$work/bin:$PATH" "$B/confidectl" password filter build "$work/long" "$work/filter"
tells "... is heard" "pwqfilter made no filter: no room"
ok "... and the last filter stays" stays

# A list of a site's size, doubles in it, under a reader who asks all the while.
seq -f 'otter%.0f-violin-hedgerow' 100000 >"$work/many"; cat "$work/many" "$work/long" >"$work/most"
exits 0 "200,000 lines, half of them the same, become a filter" build "$work/most" "$work/filter"
leaked "the first is in it" otter1-violin-hedgerow
leaked "the last is in it" otter100000-violin-hedgerow
leaked "the double is in it" walnut-forklift-pyjamas
lost() { # while the filter is built again, the judge must find each time what is in both
    "$B/confidectl" -c "$work/confide.conf" password filter build "$work/many" "$work/filter" >"$work/again" & local builder=$! count=0
    while kill -0 "$builder" 2>/dev/null; do judged otter5-violin-hedgerow | grep -q "On a list" || return 0; count=$((count + 1)); done
    wait "$builder" || return 0
    echo "# asked $count times while it was built"
    return 1
}
refuses "a filter that is replaced is missing at no time" lost

rm "$work/filter"
says "without its filter confidectl judges all the same" "ok" judged walnut-forklift-pyjamas
says "... and says what is missing" "$work/filter: is missing" judged walnut-forklift-pyjamas
finish
