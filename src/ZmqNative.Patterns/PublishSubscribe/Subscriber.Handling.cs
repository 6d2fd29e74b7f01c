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
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">It has a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Handle(Func<PublishedMessage, CancellationToken, ValueTask> handler)
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
    }

    /// <summary>Calls a handler for each message, one at a time, until the subscriber is disposed or the call cancelled.</summary>
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <returns>Completes when the subscriber is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    [OverloadResolutionPriority(1)]
    public async Task RunAsync(
        Func<PublishedMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        await foreach (PublishedMessage message in ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await handler(message, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                CountFailed(exception);
            }
        }
    }

    /// <summary>Calls a handler for each message, one at a time, until the subscriber is disposed or the call cancelled.</summary>
    /// <param name="handler">What to do; the message is valid until it returns. An exception is logged and counted.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <returns>Completes when the subscriber is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    public Task RunAsync(Action<PublishedMessage> handler, CancellationToken cancellationToken = default)
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
    private async Task HandleAllAsync(Func<PublishedMessage, CancellationToken, ValueTask> handler)
    {
        while (true)
        {
            using PublishedMessage message = await ReceiveCoreAsync(Stopping).ConfigureAwait(false);
            try
            {
                await handler(message, Aborting).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                CountFailed(exception);
            }
        }
    }

    private void ThrowIfHandled()
    {
        if (Volatile.Read(ref _handled) != 0)
        {
            throw new InvalidOperationException($"The messages of {Name} go to its handler.");
        }
    }
}
