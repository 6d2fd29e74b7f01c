using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Runner;

/// <summary>The tests that cannot be run by this program on a platform, with the reasons: not-run.txt.</summary>
internal sealed class NotRun
{
    private readonly List<(Regex Names, string Reason)> _entries = [];

    /// <summary>Returns the entries for a platform.</summary>
    /// <param name="rid">The platform, such as <c>win-x64</c>.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="InvalidDataException">A line has no three parts.</exception>
    public static NotRun Read(string rid)
    {
        NotRun result = new();
        using Stream stream = typeof(NotRun).Assembly.GetManifestResourceStream("not-run.txt")!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] parts = line.Split(" | ", 3);
            if (parts.Length != 3)
            {
                throw new InvalidDataException($"not-run.txt: '{line}' is not 'rid | names | reason'.");
            }

            if (parts[0] == "*" || Array.Exists(parts[0].Split(','), r => r == rid))
            {
                result._entries.Add((new Regex(parts[1], RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)), parts[2]));
            }
        }

        return result;
    }

    /// <summary>Returns why a test cannot be run.</summary>
    /// <param name="fullName">The test's full name.</param>
    /// <returns>The reason, or null if it can.</returns>
    public string? ReasonFor(string fullName) => _entries.Find(e => e.Names.IsMatch(fullName)).Reason;
}
