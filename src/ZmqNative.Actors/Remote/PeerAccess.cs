using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Remote;

/// <summary>Decides which messages of peers may reach which actors.</summary>
/// <param name="options">The options of the listener.</param>
/// <param name="countFailed">Counts an exception of the user's function.</param>
internal sealed class PeerAccess(BrokerListenerOptions options, Action<Exception> countFailed)
{
    private readonly ReachableSet? _reachable = options.ReachableAddresses is { } addresses ? new ReachableSet(addresses) : null;
    private readonly bool _isAuthenticated = options.Security?.ZapDomain is not null;

    /// <summary>Returns whether a message may reach its actor. What concerns an open stream, watch or ask may always.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The function is code of users, and may throw anything.")]
    public bool MayReach(MultipartMessage frames, int empty, bool correlated, PeerHeaderCache.Entry to, out PeerIdentity? peer)
    {
        peer = _isAuthenticated ? PeerIdentities.Find(frames) : null;
        if (to.Header.Verb is not (PeerVerb.None or PeerVerb.Stream or PeerVerb.Watch))
        {
            return true;
        }

        if (_reachable is not null && !(to.IsReachable ??= _reachable.Has(to.Header.Address)))
        {
            return false;
        }

        if (options.Authorize is not { } authorize)
        {
            return true;
        }

        try
        {
            return authorize(new PeerOperation(KindOf(frames, empty, correlated, to.Header.Verb), to.Header.Address, peer?.Principal));
        }
        catch (Exception exception)
        {
            countFailed(exception);
            return false;
        }
    }

    private static PeerOperationKind KindOf(MultipartMessage frames, int empty, bool correlated, PeerVerb verb) => verb switch
    {
        PeerVerb.Watch => PeerOperationKind.Watch,
        PeerVerb.Stream => PeerOperationKind.Stream,
        _ when correlated && Correlation.RequestId(frames[empty - 1].Span) == 0 => PeerOperationKind.Tell,
        _ => PeerOperationKind.Ask,
    };
}
