namespace ZmqTool.Completion;

/// <summary>
/// The scripts that make shells complete command lines: they ask the tool itself, by <c>zmq [suggest:POSITION] "LINE"</c>, a directive of System.CommandLine.
/// So they know saved contexts and new options without being made again.
/// </summary>
internal static class CompletionScripts
{
    public static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static string For(string shell) => shell switch
    {
        "bash" => """
            # zmq: completion for bash. Add to ~/.bashrc:  source <(zmq completions bash)
            _zmq_complete() {
                local candidate word=${COMP_WORDS[COMP_CWORD]}
                COMPREPLY=()
                while IFS= read -r candidate; do
                    [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
                done < <("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2> /dev/null)
            }
            complete -o default -F _zmq_complete zmq

            """,
        "zsh" => """
            #compdef zmq
            # zmq: completion for zsh. Add to ~/.zshrc, behind compinit:  source <(zmq completions zsh)
            _zmq() {
                local -a candidates
                candidates=("${(@f)$("${words[1]}" "[suggest:${#BUFFER}]" "${BUFFER}" 2> /dev/null)}")
                if (( ${#candidates[@]} )) && [[ -n ${candidates[1]} ]]; then
                    compadd -- "${candidates[@]}"
                else
                    _files
                fi
            }
            compdef _zmq zmq

            """,
        "fish" => """
            # zmq: completion for fish. Write to ~/.config/fish/completions/zmq.fish:  zmq completions fish > ~/.config/fish/completions/zmq.fish
            complete -c zmq -a '(set -l line (commandline -cp); zmq "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null)'

            """,
        _ => throw ToolException.Usage($"There is no completion for '{shell}': there are {string.Join(", ", Shells)}."),
    };
}
