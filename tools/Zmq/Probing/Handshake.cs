using System.Diagnostics;

namespace ZmqTool.Probing;

/// <summary>The handshake of ZMTP by the probe itself, up to the socket type of the peer.</summary>
internal sealed class Handshake(ProbeConnection connection, ToolConsole console)
{
    private const int VersionEnd = 12;

    /// <summary>Peers to which a probe may connect as this type: no message is sent to it, none is taken from another peer.</summary>
    private static readonly Dictionary<string, string> Partners = new(StringComparer.Ordinal)
    {
        ["PUB"] = "SUB",
        ["XPUB"] = "SUB",
        ["SUB"] = "PUB",
        ["XSUB"] = "PUB",
        ["PULL"] = "PUSH",
        ["REP"] = "REQ",
        ["ROUTER"] = "DEALER",
    };

    // Of ZMTP 2, whose greeting has the type as a number.
    private static readonly string[] OldTypes = ["PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB"];

    /// <summary>Exchanges signatures and versions; then the peer sends the rest of its greeting.</summary>
    /// <returns>The bytes that came: a whole greeting of version 3, or what the peer sends instead.</returns>
    public async Task<byte[]> GreetAsync(CancellationToken cancellation)
    {
        await connection.WriteAsync(Greeting.Create("NULL").AsMemory(..VersionEnd), cancellation);
        byte[] first = await connection.ReadAsync(VersionEnd, cancellation);
        return Greeting.IsSignature(first) && first.Length == VersionEnd && first[10] >= 3
            ? [.. first, .. await connection.ReadAsync(Greeting.Length - VersionEnd, cancellation)]
            : first;
    }

    /// <summary>Adds what a greeting of version 1 or 2 tells.</summary>
    public static ProbeReport DescribeOld(ProbeReport report, byte[] greeting) => report with
    {
        Protocol = greeting[10] == 0 ? "ZMTP 1.0" : "ZMTP 2.0",
        Mechanism = "NULL",
        SocketType = greeting[10] > 0 && greeting[11] < OldTypes.Length ? OldTypes[greeting[11]] : null,
        Authentication = "none: this version has none",
    };

    /// <summary>Ends the greeting with the mechanism NULL, and reads what the peer tells of itself.</summary>
    public async Task<ProbeReport> DescribeNullAsync(ProbeReport report, Greeting greeting, CancellationToken cancellation)
    {
        await connection.WriteAsync(Greeting.Create("NULL").AsMemory(VersionEnd..), cancellation);
        ZmtpCommand? command = await connection.ReadCommandAsync(cancellation);
        if (command is { Name: "ERROR" })
        {
            return report with
            {
                Authentication = $"refused (status {command.Reason()})",
                Problem = "The authenticator of the peer refuses this address.",
                ExitCode = ExitCode.Refused,
            };
        }

        if (command is not { Name: "READY" })
        {
            return report with
            {
                Problem = command is null
                    ? "The peer closed the connection within the handshake: it may refuse this address, or have a limit of connections."
                    : $"The peer sent {command.Name} instead of READY.",
                ExitCode = ExitCode.Failure,
            };
        }

        string? type = command.Property("Socket-Type");
        report = report with { SocketType = type, Authentication = "accepted without credentials" };
        return type is not null && greeting.Minor >= 1 && Partners.TryGetValue(type, out string? partner)
            ? report with { RoundTrip = await PingAsync(partner, cancellation) }
            : report;
    }

    private async Task<TimeSpan?> PingAsync(string type, CancellationToken cancellation)
    {
        await connection.WriteAsync(ZmtpCommand.Ready(type).ToFrame(), cancellation);
        long begin = Stopwatch.GetTimestamp();

        // The first two bytes are the time after which the peer may give this side up: none.
        await connection.WriteAsync(new ZmtpCommand("PING", [0, 0, (byte)'z']).ToFrame(), cancellation);
        try
        {
            while (await connection.ReadCommandAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(2), console.Time, cancellation) is { } command)
            {
                if (command.Name == "PONG")
                {
                    return Stopwatch.GetElapsedTime(begin);
                }
            }
        }
        catch (Exception exception) when (exception is TimeoutException or IOException or OperationCanceledException)
        {
            // A peer without heartbeats: its round trip is not known. The handshake has succeeded, also if the time of the step is over.
        }

        return null;
    }
}
