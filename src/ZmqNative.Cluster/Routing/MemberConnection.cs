using ZmqNative.Actors.Remote;

namespace ZmqNative.Cluster;

/// <summary>The connection to another broker of the cluster. It is made with its first use, and ends some time after the member has gone, or with the broker.</summary>
/// <param name="broker">The broker of this process.</param>
/// <param name="member">The member.</param>
internal sealed class MemberConnection(Broker broker, ClusterMember member)
{
    // References that had looked up the route before may still send, and a member that has left in order answers what it was asked.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly string _name = $"member {member.Session}";
    private volatile BrokerClient? _client;

    /// <exception cref="ZmqException">libzmq refused the endpoint.</exception>
    public BrokerClient Client => _client ??= broker.OpenClient(_name, member.Endpoints[0]);

    /// <summary>Closes the connection later.</summary>
    /// <param name="isLost">Whether the member is known to have ended: what is in flight fails at once then.</param>
    /// <param name="isReplaced">Whether there is another connection to the member now, which has the same client.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="hurry">Ends the wait.</param>
    public async Task EndAsync(bool isLost, Func<bool> isReplaced, TimeProvider clock, CancellationToken hurry)
    {
        if (isLost)
        {
            _client?.FailLost();
        }

        try
        {
            await Task.Delay(Grace, clock, hurry).ConfigureAwait(false);

            // Also without a connection until now: a reference that had looked up the route before may have made it meanwhile.
            if (!isReplaced())
            {
                await broker.CloseClientAsync(_name).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // This broker has left, too: its connections end with it.
        }
    }
}
