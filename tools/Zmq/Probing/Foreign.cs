using System.Text;
using ZmqTool.Output;

namespace ZmqTool.Probing;

/// <summary>Recognizes peers that do not speak ZMTP.</summary>
internal static class Foreign
{
    private static readonly byte[] HttpRequest = "GET / HTTP/1.0\r\n\r\n"u8.ToArray();

    /// <summary>Describes the first bytes of a peer.</summary>
    public static ProbeReport Describe(ProbeReport report, byte[] bytes)
    {
        string text = Encoding.ASCII.GetString(bytes);
        string? protocol = text.StartsWith("HTTP/", StringComparison.Ordinal) ? "HTTP"
            : text.StartsWith("SSH-", StringComparison.Ordinal) ? "SSH"
            : bytes is [0x15, 0x03, ..] ? "TLS"
            : bytes is [0x01, 0x00, ..] ? "ZMTP 1.0"
            : null;
        return report with
        {
            Protocol = protocol,
            Problem = protocol == "ZMTP 1.0"
                ? "The peer speaks the protocol of libzmq 2, with which this libzmq can communicate, but which tells nothing else."
                : protocol is not null ? $"The peer speaks {protocol}, not ZMTP: is this the port of another service?"
                : $"The peer does not speak ZMTP; its first bytes are '{EscapedText.Of(bytes)}'. Is this the port of another service?",
            ExitCode = protocol == "ZMTP 1.0" ? ExitCode.Success : ExitCode.Failure,
        };
    }

    /// <summary>Asks a peer that has sent nothing in the words of HTTP, over a new connection.</summary>
    /// <returns>Its answer; empty if there is none.</returns>
    public static async Task<byte[]> AskHttpAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using ProbeConnection connection = await ProbeConnection.OpenAsync(target, limit.Token);
            await connection.WriteAsync(HttpRequest, limit.Token);
            return await connection.ReadAsync(5, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [];
        }
    }
}
