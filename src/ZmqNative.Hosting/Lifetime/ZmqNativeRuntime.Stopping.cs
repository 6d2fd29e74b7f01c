using System.Diagnostics.CodeAnalysis;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The end of the sockets, in the order of stages.</content>
internal sealed partial class ZmqNativeRuntime
{
    // The share of the whole time that handlers get, so that time is left to send their messages.
    private const double ShareOfReceiving = 0.75;

    private Task? _receivingEnds;
    private Task? _ends;
    private TimeSpan _spent;

    /// <summary>Ends all receiving. Running handlers get their drain time, and may use all other sockets meanwhile.</summary>
    public Task StopReceivingAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _receivingEnds ??= RunAsync(() => StopReceivingCoreAsync(cancellationToken));
        }
    }

    /// <summary>Ends all sockets, in the order of stages, within the rest of <see cref="ZmqNativeOptions.ShutdownTimeout"/>.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _receivingEnds ??= RunAsync(() => StopReceivingCoreAsync(cancellationToken));
            return _ends ??= RunAsync(() => StopCoreAsync(_receivingEnds, cancellationToken));
        }
    }

    // Without the execution context of the caller: a handler that stops its host is waited for, within the limits, before the context ends.
    private static Task RunAsync(Func<Task> end)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(end, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync(CancellationToken.None));

    private async Task StopReceivingCoreAsync(CancellationToken cancellationToken)
    {
        if (_shared is null)
        {
            return;
        }

        EndTime time = new(_timeProvider);
        TimeSpan limit = _plan!.Options.ShutdownTimeout * ShareOfReceiving;

        // Actors do not end yet: handlers, and services that stop later, may use them until then.
        Task intake = Task.WhenAll(Made.Select(static socket => socket.EndIntakeAsync()));
        await EndAsync(ShutdownStage.Receive, limit, cancellationToken).ConfigureAwait(false);
        _ = await WithinAsync(intake, limit - time.Elapsed, cancellationToken).ConfigureAwait(false);
        _spent = time.Elapsed;
    }

    private async Task StopCoreAsync(Task receivingEnds, CancellationToken cancellationToken)
    {
        await receivingEnds.ConfigureAwait(false);
        HostedSocketServices? shared;
        lock (_gate)
        {
            _ended = true;
            shared = _shared;
        }

        if (shared is null)
        {
            return;
        }

        EndTime time = new(_timeProvider);
        TimeSpan whole = _plan!.Options.ShutdownTimeout;
        TimeSpan Left() => whole - _spent - time.Elapsed;
        await EndAsync(ShutdownStage.Act, Left() * ShareOfReceiving, cancellationToken).ConfigureAwait(false);
        await EndAsync(ShutdownStage.Ask, Left(), cancellationToken).ConfigureAwait(false);
        await EndAsync(ShutdownStage.Send, Left(), cancellationToken).ConfigureAwait(false);
        await EndAsync(ShutdownStage.Pass, Left(), cancellationToken).ConfigureAwait(false);

        // The sockets that did not end in time fail now, and count the messages that they could not send.
        await shared.Reactor.DisposeAsync().ConfigureAwait(false);
        _policies?.Dispose();
        if (_authenticator is not null)
        {
            await _authenticator.DisposeAsync().ConfigureAwait(false);
        }

        // Dispose blocks while libzmq sends lingering messages: so not on a thread of the pool. After the time limit it continues in the background.
        Task context = Task.Factory.StartNew(
            shared.Context.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        bool sent = await WithinAsync(context, Left(), cancellationToken).ConfigureAwait(false);
        if (!sent)
        {
            _logger.StillSending();
        }

        Report(_spent + time.Elapsed);
    }

    private void Report(TimeSpan elapsed)
    {
        long unhandled = 0;
        long lost = 0;
        foreach (PatternStatistics statistics in Made.Select(static socket => socket.Statistics))
        {
            unhandled += statistics.Unhandled;
            lost += statistics.Lost;
        }

        if (unhandled + lost > 0)
        {
            _logger.StoppedWithLoss((long)elapsed.TotalMilliseconds, unhandled, lost);
        }
        else
        {
            _logger.Stopped((long)elapsed.TotalMilliseconds);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception of one socket at its end must not keep the others from ending.")]
    private async Task EndAsync(ShutdownStage stage, TimeSpan limit, CancellationToken cancellationToken)
    {
        HostedSocket[] sockets = [.. Made.Where(socket => socket.Kind.Stage == stage)];
        Task[] ends = [.. sockets.Select(static socket => socket.Instance!.DisposeAsync().AsTask())];
        try
        {
            if (await WithinAsync(Task.WhenAll(ends), limit, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (Exception exception)
        {
            _logger.EndFailed(exception);
        }

        for (int i = 0; i < sockets.Length; i++)
        {
            if (!ends[i].IsCompleted)
            {
                _logger.NotEndedInTime(sockets[i].Kind.Label, sockets[i].Name);
            }
        }
    }

    // Returns false if the time limit or the cancellation by the host comes first.
    private async Task<bool> WithinAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!await EndLimit.WaitAsync(task, limit > TimeSpan.Zero ? limit : TimeSpan.Zero, _timeProvider, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await task.ConfigureAwait(false);
        return true;
    }
}
