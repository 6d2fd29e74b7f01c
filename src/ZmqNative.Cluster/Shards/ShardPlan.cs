namespace ZmqNative.Cluster;

/// <summary>The distribution of the shards: each broker gets an equal number, and as few as possible move.</summary>
/// <remarks>A pure function of what the directory says: brokers that see the same make the same plan, without a leader.</remarks>
internal static class ShardPlan
{
    /// <summary>Returns the index of the broker that is to own each shard; -1 if there are no brokers.</summary>
    /// <param name="owners">The index of the broker that owns each shard; -1 if none does.</param>
    /// <param name="brokers">The number of brokers that take shards.</param>
    public static int[] Make(ReadOnlySpan<int> owners, int brokers)
    {
        int[] targets = new int[owners.Length];
        Array.Fill(targets, -1);
        if (brokers == 0)
        {
            return targets;
        }

        int[] quotas = QuotasOf(owners, brokers);
        for (int shard = 0; shard < owners.Length; shard++)
        {
            if (owners[shard] >= 0 && quotas[owners[shard]] > 0)
            {
                quotas[owners[shard]]--;
                targets[shard] = owners[shard];
            }
        }

        // Each shard that is left goes to the next broker with space, in turn, so that neighbours do not end at the same one.
        int next = 0;
        for (int shard = 0; shard < owners.Length; shard++)
        {
            if (targets[shard] < 0)
            {
                while (quotas[next] == 0)
                {
                    next = (next + 1) % brokers;
                }

                quotas[next]--;
                targets[shard] = next;
                next = (next + 1) % brokers;
            }
        }

        return targets;
    }

    // The brokers that own most get the one more that some must have, so that it does not move.
    private static int[] QuotasOf(ReadOnlySpan<int> owners, int brokers)
    {
        int[] owned = new int[brokers];
        foreach (int owner in owners)
        {
            if (owner >= 0)
            {
                owned[owner]++;
            }
        }

        (int least, int more) = Math.DivRem(owners.Length, brokers);
        int[] quotas = new int[brokers];
        Array.Fill(quotas, least);
        foreach (int broker in Enumerable.Range(0, brokers).OrderByDescending(broker => owned[broker]).ThenBy(static broker => broker).Take(more))
        {
            quotas[broker]++;
        }

        return quotas;
    }
}
