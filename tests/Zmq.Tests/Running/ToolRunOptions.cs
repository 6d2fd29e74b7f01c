using System.Text;

namespace ZmqTool.Tests;

/// <summary>The process as a run of the tool finds it.</summary>
internal sealed record ToolRunOptions
{
    /// <summary>The standard input; empty by default.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>The standard input as text.</summary>
    public string InputText
    {
        init => Input = new MemoryStream(Encoding.UTF8.GetBytes(value));
    }

    public bool IsTerminal { get; init; }

    public string ConfigFolder { get; init; } = Path.Combine(Path.GetTempPath(), "zmq-tests-without-contexts");

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
