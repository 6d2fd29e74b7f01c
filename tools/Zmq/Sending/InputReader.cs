using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace ZmqTool.Sending;

/// <summary>Reads messages from the standard input.</summary>
internal static class InputReader
{
    /// <summary>Enumerates the messages until the end of the input.</summary>
    /// <param name="console">The console.</param>
    /// <param name="format"><c>lines</c>, <c>json</c> or <c>whole</c>.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    public static async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(
        ToolConsole console, string format, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (format == "whole")
        {
            using MemoryStream all = new();
            await console.Input.CopyToAsync(all, cancellation).WaitAsync(cancellation);
            yield return [all.ToArray()];
            yield break;
        }

        if (console.InputIsTerminal)
        {
            console.Note("each line is a message; Ctrl-D ends");
        }

        // Latin-1 has a character for each byte: what is no UTF-8 is sent as it is. A byte order mark at the begin still decides.
        using StreamReader reader = new(console.Input, Encoding.Latin1, leaveOpen: true);

        // A read of a terminal or pipe cannot be cancelled: the wait for it can.
        for (int number = 1; await reader.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellation) is { } line; number++)
        {
            byte[] bytes = (reader.CurrentEncoding.CodePage == Encoding.Latin1.CodePage ? Encoding.Latin1 : Encoding.UTF8).GetBytes(line);
            yield return format == "json" ? ParseJson(Encoding.UTF8.GetString(bytes), number) : [bytes];
        }
    }

    /// <summary>Reads a line as <c>--json</c> writes it; members other than the frames are ignored.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ParseJson(string line, int number)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("frames", out JsonElement frames)
                && frames.ValueKind == JsonValueKind.Array && frames.GetArrayLength() > 0)
            {
                return [.. frames.EnumerateArray().Select(ParseFrame)];
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw Wrong(number, exception.Message);
        }

        throw Wrong(number, "it has no frames");
    }

    private static ReadOnlyMemory<byte> ParseFrame(JsonElement frame) => frame.ValueKind == JsonValueKind.String
        ? Encoding.UTF8.GetBytes(frame.GetString()!)
        : frame.GetProperty("base64").GetBytesFromBase64();

    private static ToolException Wrong(int number, string reason) => ToolException.Failure(
        $"Line {number} of the input is no message: {reason}. A line is {{\"frames\":[\"text\",{{\"base64\":\"AAE=\"}}]}}.");
}
