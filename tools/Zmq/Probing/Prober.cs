using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ZmqNative.Patterns;

namespace ZmqTool.Probing;

/// <summary>Finds out what is at an endpoint.</summary>
/// <param name="console">The console.</param>
/// <param name="timeout">The longest time of each step.</param>
/// <param name="credentials">The security of a client; null for none.</param>
/// <param name="types">The trials of socket types behind a mechanism with credentials.</param>
internal sealed class Prober(ToolConsole console, TimeSpan timeout, SecurityOptions? credentials, TypeTrials types)
{
    private static readonly TimeSpan HttpTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Probes one endpoint.</summary>
    public async Task<ProbeReport> ProbeAsync(string endpoint, CancellationToken cancellation)
    {
        ProbeReport report = new(endpoint);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        ProbeTarget target;
        ProbeConnection connection;
        try
        {
            target = await ProbeTarget.ResolveAsync(endpoint, limit.Token);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException || IsTimeout(exception, cancellation))
        {
            return report with { Problem = "The host name does not resolve: is it spelled right, and does the name server answer?", ExitCode = ExitCode.Failure };
        }

        long begin = Stopwatch.GetTimestamp();
        try
        {
            connection = await ProbeConnection.OpenAsync(target, limit.Token);
        }
        catch (SocketException exception)
        {
            return report with { Problem = Describe(exception), ExitCode = ExitCode.Failure };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return report with
            {
                Problem = $"No answer within {timeout.TotalSeconds:0.###} s: the host is down, or a firewall drops the packets.",
                ExitCode = ExitCode.TimedOut,
            };
        }

        using (connection)
        {
            report = report with { Address = Format(connection.Address), ConnectTime = Stopwatch.GetElapsedTime(begin) };
            return await GreetAsync(report, target, connection, cancellation);
        }
    }

    private static string Format(EndPoint address) => address is UnixDomainSocketEndPoint ? $"{address}".Replace('\0', '@') : $"{address}";

    private static bool IsTimeout(Exception exception, CancellationToken cancellation) =>
        exception is OperationCanceledException && !cancellation.IsCancellationRequested;

    private static string Describe(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "The connection was refused: nothing listens there. Is the server running, and at this port?",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "The host cannot be reached: there is no route to it.",
        SocketError.AddressNotAvailable => "There is no such file or address.",
        _ => $"{exception.Message}.",
    };

    private async Task<ProbeReport> GreetAsync(ProbeReport report, ProbeTarget target, ProbeConnection connection, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        Handshake handshake = new(connection, console);
        byte[] bytes;
        try
        {
            bytes = await handshake.GreetAsync(limit.Token);
        }
        catch (Exception exception) when (exception is IOException || IsTimeout(exception, cancellation))
        {
            // Before the next one, for servers that serve one connection at a time.
            connection.Dispose();
            bytes = await Foreign.AskHttpAsync(target, timeout < HttpTimeout ? timeout : HttpTimeout, cancellation);
            return bytes.Length > 0 ? Foreign.Describe(report, bytes) : DescribeSilence(report, exception is IOException);
        }

        if (!Greeting.IsSignature(bytes))
        {
            byte[] answer = bytes.Length > 0 ? bytes : await Foreign.AskHttpAsync(target, HttpTimeout, cancellation);
            return answer.Length > 0 ? Foreign.Describe(report, answer) : DescribeSilence(report, hasClosed: true);
        }

        if (bytes.Length < Greeting.Length)
        {
            return bytes.Length > 11 && bytes[10] < 3
                ? CheckCredentials(Handshake.DescribeOld(report, bytes))
                : report with { Protocol = "ZMTP", Problem = "The peer closed the connection within its greeting.", ExitCode = ExitCode.Failure };
        }

        return await DescribeAsync(report, Greeting.Parse(bytes), handshake, limit.Token, cancellation);
    }

    private async Task<ProbeReport> DescribeAsync(
        ProbeReport report, Greeting greeting, Handshake handshake, CancellationToken limit, CancellationToken cancellation)
    {
        report = report with { Protocol = $"ZMTP {greeting.Major}.{greeting.Minor}", Mechanism = greeting.Mechanism };
        report = CheckCredentials(report);
        if (report.Problem is not null)
        {
            return report;
        }

        if (greeting.Mechanism != "NULL")
        {
            return await types.DescribeAsync(report, greeting, credentials, timeout, cancellation);
        }

        try
        {
            report = await handshake.DescribeNullAsync(report, greeting, limit);
            cancellation.ThrowIfCancellationRequested();
            return report;
        }
        catch (Exception exception) when (exception is IOException || IsTimeout(exception, cancellation))
        {
            return report with
            {
                Problem = "The peer does not end the handshake: its authenticator may not answer.",
                ExitCode = exception is IOException ? ExitCode.Failure : ExitCode.TimedOut,
            };
        }
    }

    private ProbeReport DescribeSilence(ProbeReport report, bool hasClosed) => hasClosed
        ? report with
        {
            Problem = "The peer closed the connection without a greeting: it is no ZeroMQ socket, or has a limit of connections.",
            ExitCode = ExitCode.Failure,
        }
        : report with
        {
            Problem = $"The peer sent nothing within {timeout.TotalSeconds:0.###} s: it is no ZeroMQ socket, or a STREAM socket, or its process is stopped.",
            ExitCode = ExitCode.TimedOut,
        };

    private ProbeReport CheckCredentials(ProbeReport report)
    {
        string? ours = credentials?.Mechanism switch
        {
            ZmqNative.SecurityMechanism.Plain => "PLAIN",
            ZmqNative.SecurityMechanism.Curve => "CURVE",
            _ => null,
        };
        return ours is null || ours == report.Mechanism ? report : report with
        {
            Problem = $"The credentials are for {ours}, and the peer has {report.Mechanism}: a client with them cannot connect.",
            ExitCode = ExitCode.Failure,
        };
    }
}
