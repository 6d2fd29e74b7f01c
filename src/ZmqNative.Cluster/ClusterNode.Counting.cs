namespace ZmqNative.Cluster;

/// <content>The counts of all sessions.</content>
internal sealed partial class ClusterNode
{
    public ClusterStatistics Statistics
    {
        get
        {
            ClusterStatistics past = Volatile.Read(ref _past);
            return Tells.Counters.AddTo(Add(past, Session) with
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
