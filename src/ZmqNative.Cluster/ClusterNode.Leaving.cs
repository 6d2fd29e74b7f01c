namespace ZmqNative.Cluster;

/// <content>The end: the session, durable messages, the routes, then what ends with the membership.</content>
internal sealed partial class ClusterNode
{
    // Each step runs, even if the one before it threw: the directory and the engine may be code of users, and a broker that has left half-way would
    // renew its lease for ever.
    private async Task LeaveAsync()
    {
        ClusterSession? session;
        lock (_gate)
        {
            _state = ClusterState.Leaving;
            session = Session;
        }

        EndSteps steps = new();
        using CancellationTokenSource limit = new(_options.LeaveTimeout);
        int left = session?.ShardCount ?? 0;
        if (session is not null)
        {
            await steps.RunAsync(async () => left = await session.LeaveAsync(limit.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await steps.RunAsync(_end.CancelAsync).ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (left > 0)
        {
            _broker.Logger.LeftEarly(_broker.Options.Name, left);

            // The lease was lost, or the time is over. If nothing runs any more, the others need not wait for the end of the lease.
            await steps.RunAsync(() => session!.RemoveWhenStoppedAsync(limit.Token)).ConfigureAwait(false);
        }

        if (session is not null)
        {
            steps.Run(session.Dispose);
        }

        await steps.RunAsync(_appender.EndAsync).ConfigureAwait(false);
        await steps.RunAsync(EndDurable).ConfigureAwait(false);
        await steps.RunAsync(_placement.Routing.EndAsync).ConfigureAwait(false);
        if (_owned is { } owned)
        {
            await steps.RunAsync(() => owned.DisposeAsync().AsTask()).ConfigureAwait(false);
        }

        steps.Run(_end.Dispose);
        _state = ClusterState.Left;
        _ = _joined.TrySetResult();
        steps.Run(() => _broker.Logger.HasLeft(_broker.Options.Name, _directory.Name));
        steps.Log(_broker.Logger, _broker.Options.Name);
    }
}
