namespace ZmqNative.Patterns;

/// <summary>Finds the messages of peers that the authenticator of a context does not accept any more, although they are still connected.</summary>
/// <remarks>Costs a read per message until the policies change for the first time; then a look-up of the peer's identity, without an allocation.</remarks>
internal sealed class PeerRevocations
{
    private readonly Context _context;

    // Each peer of the pattern was accepted by these policies or later ones.
    private readonly AuthenticationPolicies? _first;
    private Authenticator? _authenticator;

    public PeerRevocations(Context context)
    {
        _context = context;
        _authenticator = Authenticator.Find(context);
        _first = _authenticator?.Policies;
    }

    /// <summary>Returns whether a message comes from a user who is not accepted any more.</summary>
    public bool IsRevoked(MultipartMessage message)
    {
        if (Volatile.Read(ref _authenticator) is not { IsEnded: false } authenticator)
        {
            // After the end of one, its last policies hold until there is another one.
            authenticator = Authenticator.Find(_context) ?? _authenticator!;
            Volatile.Write(ref _authenticator, authenticator);
            if (authenticator is null)
            {
                return false;
            }
        }

        AuthenticationPolicies policies = authenticator.Policies;
        if (policies == _first || PeerIdentities.Find(message) is not { } peer)
        {
            return false;
        }

        if (peer.Revocation is not { } known || known.Policies != policies)
        {
            peer.Revocation = known = new PeerIdentity.RevocationState(policies, policies.StillAccept(peer));
        }

        return !known.IsAccepted;
    }
}
