namespace ZmqNative.Patterns;

/// <summary>
/// Finds the messages and the connections of peers that the authenticator of a context does not accept any more, although they are still connected.
/// </summary>
/// <remarks>Costs a read per message until the policies change for the first time; then a look-up of the peer's identity, without an allocation.</remarks>
internal sealed class PeerRevocations
{
    private readonly Context _context;

    // Each peer of the pattern was accepted by these policies or later ones.
    private readonly AuthenticationPolicies? _first;
    private Authenticator? _authenticator;

    // The newest connection of a native socket that was looked at. Within the lock of the socket.
    private Socket? _lookedAt;
    private ulong _newest;

    public PeerRevocations(Context context)
    {
        _context = context;
        _authenticator = Authenticator.Find(context);
        _first = _authenticator?.Policies;
    }

    /// <summary>Whether connections can be ended: libzmq itself cannot.</summary>
    public static bool EndsConnections => Zmq.IsCorrected;

    /// <summary>Returns whether a message comes from a user who is not accepted any more.</summary>
    public bool IsRevoked(MultipartMessage message) =>
        FindChangedPolicies() is { } policies && PeerIdentities.Find(message) is { } peer && !IsAccepted(peer, policies);

    /// <summary>Ends the connections of users who are not accepted any more.</summary>
    /// <param name="socket">The socket of the connections.</param>
    /// <param name="onlyNew">Whether to look at the connections alone that were made since the last look.</param>
    /// <param name="count">
    /// Counts connections that end, within the lock of the socket: another look that finds none of them any more sees the count.
    /// </param>
    /// <param name="userId">The id of one of the users.</param>
    /// <returns>Whether there were any.</returns>
    public bool EndConnections(AsyncSocket socket, bool onlyNew, Action<long> count, out string userId)
    {
        userId = string.Empty;
        if (!EndsConnections || FindChangedPolicies() is not { } policies)
        {
            return false;
        }

        List<byte[]> tokens = [];
        socket.ConfigureShortly(raw =>
        {
            _newest = raw.ListPeers(PeerIdentities.PropertyName, onlyNew && raw == _lookedAt ? _newest : 0, tokens);
            _lookedAt = raw;
        });

        // Outside the lock: a list of thousands of users takes a while. A connection that ends meanwhile is not found below; one that is made
        // meanwhile is new.
        long ended = 0;
        foreach (byte[] token in tokens)
        {
            if (PeerIdentities.Find(token) is { } peer && !IsAccepted(peer, policies))
            {
                socket.ConfigureShortly(raw =>
                {
                    long some = raw.EndPeers(PeerIdentities.PropertyName, token);
                    ended += some;
                    count(some);
                });
                userId = peer.UserId;
            }
        }

        return ended > 0;
    }

    private static bool IsAccepted(PeerIdentity peer, AuthenticationPolicies policies)
    {
        if (peer.Revocation is not { } known || known.Policies != policies)
        {
            peer.Revocation = known = new PeerIdentity.RevocationState(policies, policies.StillAccept(peer));
        }

        return known.IsAccepted;
    }

    // Null if there are none but those by which each peer was accepted.
    private AuthenticationPolicies? FindChangedPolicies()
    {
        if (Volatile.Read(ref _authenticator) is not { IsEnded: false } authenticator)
        {
            // After the end of one, its last policies hold until there is another one.
            authenticator = Authenticator.Find(_context) ?? _authenticator!;
            Volatile.Write(ref _authenticator, authenticator);
            if (authenticator is null)
            {
                return null;
            }
        }

        AuthenticationPolicies policies = authenticator.Policies;
        return policies == _first ? null : policies;
    }
}
