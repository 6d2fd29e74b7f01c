using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>A request of a peer whose check has not decided yet. Only the authenticator's thread changes it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The check may look at its token after the end; a source without a timer holds nothing.")]
internal sealed class PendingDecision(string connection, Frame routingId, byte[] requestId, AuthenticationRequest request)
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The connection that asks: the routing id in hexadecimal.</summary>
    public string Connection => connection;

    public AuthenticationRequest Request => request;

    public byte[] RequestId => requestId;

    /// <summary>The time, in milliseconds of the system's clock, after which the peer gets an answer without a decision.</summary>
    public long Due { get; init; }

    /// <summary>The token of the check.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether the answer was sent, or is not to be sent any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Ends it.</summary>
    /// <returns>The routing id, which the caller owns.</returns>
    public Frame End()
    {
        IsOver = true;
        return routingId;
    }

    /// <summary>Cancels the check. Its callbacks are code of users, and run on the thread pool.</summary>
    public void Cancel() => _cancellation.CancelAsync().Observe();
}
