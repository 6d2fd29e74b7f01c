namespace ZmqNative.Cluster;

/// <content>The counts of all sessions.</content>
internal sealed partial class ClusterNode
{
    public ClusterStatistics Statistics
    {
        get
        {
            ClusterStatistics counted;
            lock (_gate)
            {
                // A session that ends would be in both for a moment.
                counted = Add(_past, Session);
            }

            return Tells.Counters.AddTo(counted with
            {
                Waiting = _placement.Routing.Waiting,
                Redirected = _placement.Redirected,
                Forwarded = _placement.Forwarded,
            }, Tells.Waiting);
        }
    }

    private static ClusterStatistics Add(ClusterStatistics past, ClusterSession? session) => session is null ? past : past with
    {
        Renewals = past.Renewals + session.Renewals,
        RenewalFailures = past.RenewalFailures + session.RenewalFailures,
        Claims = past.Claims + session.Claims,
        Releases = past.Releases + session.Releases,
    };
}
