using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>Handlers.</summary>
public sealed partial class Subscriber
{
    // 1 when Handle was called: nobody else may take messages then.
    private int _handled;

    private protected override bool CountsUnhandled => true;

    /// <summary>
    /// Gives every message to a handler from now on, in the background, until the subscriber is disposed: handlers that run
    /// then get <see cref="PatternOptions.DrainTimeout"/>, and are cancelled after it.
    /// </summary>
    /// <remarks>It may be called before the first subscription is made; that none is made within 10 seconds is logged as a warning.</remarks>
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">It has a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Handle(Func<ReceivedMessage, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Interlocked.Exchange(ref _handled, 1) != 0)
        {
            ThrowIfHandled();
        }

        for (int i = 0; i < _options.MaxConcurrency; i++)
        {
            StartLoop(() => HandleAllAsync(handler));
        }

        if (!_filter.EverAdded)
        {
            _ = new UnreadWatch(
                Reactor.TimeProvider,
                () => _filter.EverAdded,
                static () => true,
                () => Logger.NothingSubscribed(Name),
                Stopping);
        }
    }

    /// <summary>Calls a handler for each message, one at a time, until the subscriber is disposed or the call cancelled.</summary>
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <returns>Completes when the subscriber is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or nothing was ever subscribed to.</exception>
    [OverloadResolutionPriority(1)]
    public async Task RunAsync(
        Func<ReceivedMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        await foreach (ReceivedMessage message in ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await ProcessAsync(message, handler, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Calls a handler for each message, one at a time, until the subscriber is disposed or the call cancelled.</summary>
    /// <param name="handler">What to do; the message is valid until it returns. An exception is logged and counted.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <returns>Completes when the subscriber is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or nothing was ever subscribed to.</exception>
    public Task RunAsync(Action<ReceivedMessage> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(
            (message, _) =>
            {
                handler(message);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A handler's exception never stops the loop.")]
    private async Task HandleAllAsync(Func<ReceivedMessage, CancellationToken, ValueTask> handler)
    {
        while (true)
        {
            using ReceivedMessage message = await ReceiveCoreAsync(Stopping).ConfigureAwait(false);
            await ProcessAsync(message, handler, Aborting).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A handler's exception never stops the loop.")]
    private async ValueTask ProcessAsync(
        ReceivedMessage message, Func<ReceivedMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken)
    {
        using Activity? activity = PatternTracing.IsOn
            ? PatternTracing.StartProcess(this, message.Topic, message.TraceContext)
            : null;
        long begin = PatternMetrics.BeginProcess();
        Exception? failure = null;
        try
        {
            await handler(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
            activity.Fail(exception);
            CountFailed(exception);
        }

        PatternMetrics.EndProcess(this, begin, failure);
    }

    private void ThrowIfHandled()
    {
        if (Volatile.Read(ref _handled) != 0)
        {
            throw new InvalidOperationException($"The messages of {Name} go to its handler.");
        }
    }

    // Once there was one, the subscriptions may come and go while a receive is pending.
    private void ThrowIfNothingIsSubscribed()
    {
        if (!_filter.EverAdded)
        {
            ObjectDisposedException.ThrowIf(Stopping.IsCancellationRequested, this);
            throw new InvalidOperationException(
                $"{Name} has no subscription, so no message would ever come. Subscribe to a topic or a message id before receiving, "
                + "or to everything with SubscribePrefix(\"\").");
        }
    }
}
