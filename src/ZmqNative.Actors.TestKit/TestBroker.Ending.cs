namespace ZmqNative.Actors.TestKit;

public sealed partial class TestBroker
{
    /// <summary>Ends the broker, without waiting for actors that wait for the test.</summary>
    /// <remarks>
    /// What actors can still handle is handled first. Actors that then wait for something that only the test can complete are stopped at once, without
    /// the times of <see cref="BrokerOptions.DrainTimeout"/> and <see cref="BrokerOptions.StopTimeout"/>; one that does not end its handling then is left
    /// as it is. Asks to probes that were not answered fail. Frames and messages that probes have received are disposed.
    /// </remarks>
    /// <returns>A task that completes when the broker has ended.</returns>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposing ??= Task.Run(EndAsync);
        }

        return new ValueTask(_disposing);
    }

    private async Task EndAsync()
    {
        using CancellationTokenSource limit = BeginLimit(CancellationToken.None);
        foreach (TestProbe probe in Probes())
        {
            probe.Close();
        }

        Task end = Broker.DisposeAsync().AsTask();
        EndLimit? cut = null;
        while (!end.IsCompleted)
        {
            // Read first: if the broker is idle now, it was already so in this step, and waits in it to no effect.
            EndLimit? step = Broker.EndLimit;
            if (step == cut)
            {
                // The step has not begun yet, or sockets are closed in the last one.
                await end.WaitAsync(ShortestPause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (await TrySettleAsync(end, limit.Token).ConfigureAwait(false))
            {
                step!.CutShort();
                cut = step;
            }
            else if (limit.IsCancellationRequested)
            {
                // Something outside is waited for: from here on the broker's own limits hold.
                break;
            }
        }

        await end.ConfigureAwait(false);
        Broker.EndObserving();
        foreach (TestProbe probe in Probes())
        {
            probe.Release();
        }
    }

    private TestProbe[] Probes()
    {
        lock (_gate)
        {
            return [.. _probes];
        }
    }
}
