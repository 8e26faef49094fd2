"""What each shell runs to complete ``cartui``: it hands over the words so far, and shows what comes back."""

from typing import Final

BASH: Final = r"""# Completes cartui in bash 4.4 or newer.
_cartui() {
    local kind word about current=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    {
        read -r kind
        if [[ $kind == files ]]; then
            compopt -o default 2>/dev/null
        fi
        while IFS= read -r word && IFS= read -r about; do
            # Names of views have blanks: within quotes they may stand as they are.
            [[ $current == [\"\']* ]] || printf -v word %q "$word"
            COMPREPLY+=("$word")
        done
    } < <("$1" completion candidates -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _cartui cartui
"""

ZSH: Final = r"""#compdef cartui
# Completes cartui in zsh 5 or newer.
_cartui() {
    local value about
    local -a said found
    said=("${(@f)$("${words[1]}" completion candidates -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ ${said[1]} == files ]]; then
        compset -P '--*='
        _files
        return
    fi
    for value about in "${(@)said[2,-1]}"; do
        found+=("${value//:/\\:}${about:+:$about}")
    done
    _describe -V cartui found
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _cartui "$@"
else
    compdef _cartui cartui
fi
"""

FISH: Final = r"""# Completes cartui in fish 3 or newer.
function __cartui_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    $program completion candidates -- $words "$current" 2>/dev/null | begin
        read -l kind
        if test "$kind" = files
            __fish_complete_path "$current"
        end
        while read -l value; and read -l about
            printf '%s\t%s\n' $value $about
        end
    end
end
complete -c cartui -f -a '(__cartui_candidates)'
"""
