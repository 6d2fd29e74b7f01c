namespace ZmqNative.Patterns;

/// <summary>A check of the credentials of one mechanism: a list of users or keys, a function, or a class of one's own.</summary>
/// <remarks>
/// Checks are called on the thread pool, several at once, and each has <see cref="AuthenticatorOptions.DecisionTimeout"/>. The lists of this
/// library do not wait for anything, and are called on the authenticator's own thread.
/// </remarks>
public abstract class AuthenticationCheck
{
    /// <summary>A check that accepts each peer, without a user id: for <see cref="AuthenticationPolicy.Null"/> with rules for addresses.</summary>
    public static AuthenticationCheck Anyone { get; } = new AnyoneCheck();

    /// <summary>Creates a check that calls a function, which may ask a database.</summary>
    /// <param name="check">
    /// The function. An exception of it refuses the peer with <see cref="AuthenticationStatus.InternalError"/>; its token is cancelled when the time for
    /// the decision is over, or the authenticator ends.
    /// </param>
    /// <returns>The check.</returns>
    public static AuthenticationCheck Call(Func<AuthenticationRequest, CancellationToken, ValueTask<AuthenticationResult>> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new FunctionCheck(check);
    }

    /// <summary>Decides about a peer.</summary>
    /// <param name="request">The peer.</param>
    /// <param name="cancellationToken">Is cancelled when the decision is not needed any more.</param>
    /// <returns>The decision.</returns>
    public abstract ValueTask<AuthenticationResult> CheckAsync(AuthenticationRequest request, CancellationToken cancellationToken);

    /// <summary>Decides at once, without code of users; null if the check may wait.</summary>
    internal virtual AuthenticationResult? CheckNow(AuthenticationRequest request) => null;

    /// <summary>
    /// Returns whether a peer that was accepted would still be; true if that cannot be decided at once. Called for messages that are received.
    /// </summary>
    internal virtual bool StillAccepts(PeerIdentity peer) => true;

    private sealed class FunctionCheck(Func<AuthenticationRequest, CancellationToken, ValueTask<AuthenticationResult>> check)
        : AuthenticationCheck
    {
        public override ValueTask<AuthenticationResult> CheckAsync(AuthenticationRequest request, CancellationToken cancellationToken) =>
            check(request, cancellationToken);
    }

    private sealed class AnyoneCheck : AuthenticationCheck
    {
        private static readonly AuthenticationResult Accepted = AuthenticationResult.Accept(string.Empty);

        public override ValueTask<AuthenticationResult> CheckAsync(AuthenticationRequest request, CancellationToken cancellationToken) =>
            new(Accepted);

        internal override AuthenticationResult CheckNow(AuthenticationRequest request) => Accepted;
    }
}
