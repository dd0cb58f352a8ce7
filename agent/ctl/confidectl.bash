# bash completion for confidectl(8)
_confidectl()
{
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} options="--config --json --help --version"

    case $previous in
    --config|-c|--staff|--events|-e|--db|-d) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --context|-C|--pam|-P|--root|-R) COMPREPLY=($(compgen -d -- "$word")); return ;;
    --profile|-p) COMPREPLY=($(compgen -W "ncsc nist-single nist-mfa asvs-l2" -- "$word")); return ;;
    staff) COMPREPLY=($(compgen -W "load list" -- "$word")); return ;;
    context) COMPREPLY=($(compgen -W "check load show" -- "$word")); return ;;
    canary) COMPREPLY=($(compgen -W "plant remove list" -- "$word")); return ;;
    password) COMPREPLY=($(compgen -W "check filter" -- "$word")); return ;;
    filter) COMPREPLY=($(compgen -W "build" -- "$word")); return ;;
    --format) COMPREPLY=($(compgen -W "text html json" -- "$word")); return ;;
    --for) COMPREPLY=($(compgen -W "ico dspt article33" -- "$word")); return ;;
    --output|-o) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --from|-f) COMPREPLY=($(compgen -W "plain sha1 ntlm" -- "$word")); return ;;
    --state) COMPREPLY=($(compgen -W "open confirmed explained closed" -- "$word")); return ;;
    load) [[ " ${COMP_WORDS[*]} " == *" context "* ]] || COMPREPLY=($(compgen -f -- "$word")); return ;;
    esac
    case " ${COMP_WORDS[*]} " in
    *" filter build "*) COMPREPLY=($(compgen -f -W "$options --from" -- "$word")); return ;;
    *" answer "*) options+=" --reason" ;;
    *" why "*) options+=" --forgive" ;;
    *" events "*) options+=" --since --limit" ;;
    *" context check "*) COMPREPLY=($(compgen -d -W "$options" -- "$word")); return ;;
    *" context load "*) ;;
    *" context show "*) options+=" staff patients encounters rota relations devices --patient --login" ;;
    *" check "*) options+=" --profile --login --staff --pam --root" ;;
    *" replay "*) options+=" --context --events --days --since --until" ;;
    *" budget "*) options+=" --weeks" ;;
    *" rules "*) options+=" --mdoc $(confidectl rules --mdoc 2>/dev/null | sed -n 's/^\.It Cm //p')" ;;
    *" verify "*) options+=" --db" ;;
    *" selftest "*) options+=" --wait" ;;
    *" canary plant "*) options+=" --each --dry-run" ;;
    *" canary remove "*) options+=" --dry-run" ;;
    *" cases "*) options+=" --all --state" ;;
    *" case "*" report "*) options+=" --format --for --output" ;;
    *" case "*) options+=" confirm explain close acknowledge report --reason --until" ;;
    *" status "*|*" canary list "*|*" staff "*) ;;
    *) options+=" status cases case events answer why staff context password canary rules replay budget verify selftest check" ;;
    esac
    COMPREPLY=($(compgen -W "$options" -- "$word"))
}
complete -F _confidectl confidectl
