using System.Text;

namespace ZmqTool.Tests.Docs;

/// <summary>A command line of an example, and the output that the page shows behind it.</summary>
public sealed record PageCommand(string[] Arguments, bool IsInBackground, string[] Output)
{
    /// <summary>Reads a line behind the prompt.</summary>
    public static PageCommand Parse(string line, string[] output)
    {
        string[] words = Split(line);
        bool isInBackground = words[^1] == "&";
        return new PageCommand(words[1..(isInBackground ? ^1 : ^0)], isInBackground, output);
    }

    /// <summary>Splits a command line as a shell does: at spaces that are not quoted by <c>'</c>.</summary>
    public static string[] Split(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool isQuoted = false;
        bool isWord = false;
        foreach (char character in line)
        {
            if (character == '\'')
            {
                isQuoted = !isQuoted;
                isWord = true;
            }
            else if (character == ' ' && !isQuoted)
            {
                if (isWord)
                {
                    words.Add(word.ToString());
                }

                _ = word.Clear();
                isWord = false;
            }
            else
            {
                _ = word.Append(character);
                isWord = true;
            }
        }

        return isWord ? [.. words, word.ToString()] : [.. words];
    }
}
