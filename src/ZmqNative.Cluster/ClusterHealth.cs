namespace ZmqNative.Cluster;

/// <summary>The state of a broker in its cluster, for health checks.</summary>
internal static class ClusterHealth
{
    public static PlacementProblem? Describe(ClusterBroker cluster, IDictionary<string, object> data)
    {
        ClusterStatistics counts = cluster.Statistics;
        ClusterState state = cluster.State;
        data["cluster_state"] = state.ToString();
        data["cluster_members"] = cluster.Members.Count;
        data["cluster_shards"] = cluster.ShardCount;
        data["cluster_lost_leases"] = counts.LostLeases;
        data["cluster_waiting"] = counts.Waiting;
        data["durable_lag"] = counts.DurableLag;
        data["durable_missed"] = counts.DurableMissed;
        data["durable_tells_waiting"] = counts.TellsWaiting;
        data["durable_tells_dead_lettered"] = counts.TellsDeadLettered;
        string? failure = cluster.Failure is { } refused ? ErrorText.MessageOf(refused) : null;
        return state switch
        {
            ClusterState.Refused => new PlacementProblem($"is refused by its cluster: {failure}", IsFatal: true),
            ClusterState.Left => new PlacementProblem("has left its cluster", IsFatal: true),
            ClusterState.Leaving => new PlacementProblem("leaves its cluster", IsFatal: false),

            // The first attempt is part of a start, which is no failure.
            ClusterState.Joining when failure is null && counts.LostLeases == 0 => new PlacementProblem("joins its cluster", IsFatal: false),
            ClusterState.Joining => new PlacementProblem($"is not in its cluster: {failure ?? "it has lost its lease, and joins again"}", IsFatal: true),
            _ when cluster.Topics.Failure is { } interrupted => new PlacementProblem($"has an interrupted durable subscription: {ErrorText.MessageOf(interrupted)}", IsFatal: false),
            _ when cluster.Tells.Failure is { } unread => new PlacementProblem($"cannot read its durable tells: {ErrorText.MessageOf(unread)}", IsFatal: false),
            _ => null,
        };
    }
}
