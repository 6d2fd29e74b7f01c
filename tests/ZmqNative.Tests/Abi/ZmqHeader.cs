using System.Text.RegularExpressions;

namespace ZmqNative.Tests;

/// <summary>A function that zmq.h declares.</summary>
/// <param name="Name">Such as <c>zmq_bind</c>.</param>
/// <param name="Result">The C type of the result.</param>
/// <param name="Parameters">The C types of the parameters, without their names.</param>
public sealed record HeaderFunction(string Name, string Result, IReadOnlyList<string> Parameters);

/// <summary>The declarations in the text of zmq.h, read without a compiler.</summary>
internal sealed partial class ZmqHeader
{
    private ZmqHeader(string path)
    {
        Path = path;
        string joined = File.ReadAllText(path).ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal);
        string text = Comments().Replace(joined, " ");
        Functions = [.. ReadFunctions(text)];

        // Some macros are defined once per platform, with one meaning.
        Dictionary<string, string> macros = new(StringComparer.Ordinal);
        foreach (Match match in Macros().Matches(text))
        {
            macros[match.Groups["name"].Value] = match.Groups["value"].Value;
        }

        NumericMacros = [.. macros.Where(static macro => !macro.Value.StartsWith('"')).Select(static macro => macro.Key)];
        Version = Version.Parse($"{macros["ZMQ_VERSION_MAJOR"]}.{macros["ZMQ_VERSION_MINOR"]}.{macros["ZMQ_VERSION_PATCH"]}");
    }

    public string Path { get; }

    public Version Version { get; }

    /// <summary>Every function marked <c>ZMQ_EXPORT</c>, the drafts among them.</summary>
    public IReadOnlyList<HeaderFunction> Functions { get; }

    /// <summary>Every <c>ZMQ_*</c> macro that has a value which is no text.</summary>
    public IReadOnlyList<string> NumericMacros { get; }

    /// <summary>The header of the native build, or the system's.</summary>
    public static ZmqHeader Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string built = System.IO.Path.Combine(folder.FullName, "native", "build", "include", "zmq.h");
            if (File.Exists(built))
            {
                return new ZmqHeader(built);
            }
        }

        const string Installed = "/usr/include/zmq.h";
        if (!File.Exists(Installed))
        {
            throw Requirement.Header.Missing($"there is neither native/build/include/zmq.h nor {Installed}");
        }

        return new ZmqHeader(Installed);
    }

    private static IEnumerable<HeaderFunction> ReadFunctions(string text)
    {
        foreach (Match match in Exports().Matches(text))
        {
            string[] parameters = match.Groups["parameters"].Value.Trim() is "void" or ""
                ? []
                : [.. match.Groups["parameters"].Value.Split(',').Select(TypeOf)];
            yield return new HeaderFunction(match.Groups["name"].Value, Tidy(match.Groups["result"].Value), parameters);
        }
    }

    // "const void *buf_" is a const void *. A pointer may have no name after it; any other type of one word has none.
    private static string TypeOf(string parameter)
    {
        string tidy = Tidy(parameter);
        Match named = NamedParameter().Match(tidy);
        return named.Success ? named.Groups["type"].Value.Trim() : tidy;
    }

    private static string Tidy(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline, 10_000)]
    private static partial Regex Comments();

    [GeneratedRegex(
        @"^[ \t]*#[ \t]*define[ \t]+(?<name>ZMQ_\w+)[ \t]+(?<value>\S[^\n]*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Macros();

    [GeneratedRegex(
        @"^ZMQ_EXPORT\s+(?<result>[\w\s\*]+?)\b(?<name>zmq_\w+)\s*\((?<parameters>[^()]*)\)\s*;",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Exports();

    [GeneratedRegex(@"^(?<type>.*(\*|\s))\s*\w+$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NamedParameter();

    [GeneratedRegex(@"\s+", RegexOptions.None, 10_000)]
    private static partial Regex Blanks();
}
