using ZmqNative;
using ZmqNative.Patterns;

namespace ZmqTool.Probing;

/// <summary>
/// Finds the type of a peer behind PLAIN or CURVE, which tell it only to a client that they accept: connects with one type after the other. Types to which
/// the peer would send messages of its own accord are left out, because these messages would be lost.
/// </summary>
/// <param name="given">The type that the user gives; null to try.</param>
internal sealed class TypeTrials(SocketType? given)
{
    private static readonly SocketType[] Harmless = [SocketType.Sub, SocketType.Pub, SocketType.Push, SocketType.Req];

    public async Task<ProbeReport> DescribeAsync(
        ProbeReport report, Greeting greeting, SecurityOptions? credentials, TimeSpan timeout, CancellationToken cancellation)
    {
        if (credentials is null)
        {
            return report with
            {
                Authentication = greeting.Mechanism switch
                {
                    "PLAIN" => "needs a user name and a password: --plain-user, --plain-password",
                    "CURVE" => "needs the public key of the server: --curve-server-key, and for a server that knows its clients --curve-key",
                    _ => $"needs {greeting.Mechanism}, which this tool does not have",
                },
                ExitCode = ExitCode.Refused,
            };
        }

        try
        {
            return await TryAllAsync(report, credentials, timeout, cancellation);
        }
        catch (TimeoutException)
        {
            return report with { Problem = "The peer does not end the handshake: its authenticator may not answer.", ExitCode = ExitCode.TimedOut };
        }
    }

    private async Task<ProbeReport> TryAllAsync(ProbeReport report, SecurityOptions credentials, TimeSpan timeout, CancellationToken cancellation)
    {
        foreach (SocketType type in given is { } only ? [only] : Harmless)
        {
            TrialOutcome outcome = await HandshakeTrial.RunAsync(report.Endpoint, type, credentials, timeout, cancellation);
            if (outcome.Result == TrialResult.Refused)
            {
                return report with
                {
                    Authentication = $"refused ({outcome.Detail})",
                    Problem = "The authenticator of the peer does not accept these credentials.",
                    ExitCode = ExitCode.Refused,
                };
            }

            if (outcome.Result == TrialResult.Accepted)
            {
                return report with { Authentication = "accepted", SocketType = await NameAsync(report, type, credentials, timeout, cancellation) };
            }
        }

        string key = credentials.Mechanism == SecurityMechanism.Curve ? "the server key is wrong, or " : string.Empty;
        string types = given is { } tried
            ? $"the peer's socket type does not fit {tried.ToString().ToUpperInvariant()}"
            : "the peer is a PUSH, DEALER, REQ or PAIR socket, which the probe does not try, because it would take messages: --type pull, dealer, rep or pair does";
        return report with { Problem = $"The peer ended the handshake: {key}{types}.", ExitCode = ExitCode.Failure };
    }

    // What fits a type; REP and ROUTER differ in that a ROUTER accepts another one.
    private async Task<string> NameAsync(ProbeReport report, SocketType type, SecurityOptions credentials, TimeSpan timeout, CancellationToken cancellation)
    {
        switch (type)
        {
            case SocketType.Sub or SocketType.XSub:
                return "PUB or XPUB";
            case SocketType.Pub or SocketType.XPub:
                return "SUB or XSUB";
            case SocketType.Push:
                return "PULL";
            case SocketType.Pull:
                return "PUSH";
            case SocketType.Pair:
                return "PAIR";
            case SocketType.Req when given is null:
                TrialOutcome router = await HandshakeTrial.RunAsync(report.Endpoint, SocketType.Router, credentials, timeout, cancellation);
                return router.Result == TrialResult.Accepted ? "ROUTER" : "REP";
            case SocketType.Req:
                return "REP or ROUTER";
            case SocketType.Rep:
                return "REQ or DEALER";
            case SocketType.Dealer:
                return "REP, DEALER or ROUTER";
            default:
                return "REQ, DEALER or ROUTER";
        }
    }
}
