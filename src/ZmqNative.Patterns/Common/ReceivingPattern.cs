using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>A pattern that receives messages: awaited one by one, enumerated, or handled.</summary>
public abstract class ReceivingPattern : Pattern
{
    private protected ReceivingPattern(SocketType type, PatternOptions options)
        : base(type, options)
    {
    }

    // 1 once a handler takes the messages. Decided by one exchange: two threads may add a handler at the same time.
    private int _handled;

    // Whether a receive was begun; a plain field, as reading it late does no harm.
    private bool _isRead;

    /// <summary>Whether received messages go to a handler, so that no other code may take them.</summary>
    private protected bool HasHandler => Volatile.Read(ref _handled) != 0;

    private protected override bool CountsUnhandled => true;

    /// <summary>Receives the next message.</summary>
    /// <param name="cancellationToken">Ends the wait; no message is lost by that.</param>
    /// <returns>A message that the caller disposes.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or a subscriber never subscribed to anything.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is, or was meanwhile, disposed.</exception>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfHandled();
        ThrowIfNothingCanCome();
        _isRead = true;
        return ReceiveCoreAsync(cancellationToken);
    }

    /// <summary>Receives the next message, if one is queued.</summary>
    /// <param name="message">A message that the caller disposes.</param>
    /// <returns>False when no message is queued.</returns>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or a subscriber never subscribed to anything.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public bool TryReceive(out ReceivedMessage message)
    {
        ThrowIfHandled();
        ThrowIfNothingCanCome();
        _isRead = true;
        while (Socket.TryReceive(out MultipartMessage frames))
        {
            if (TryAccept(frames, out message))
            {
                return true;
            }
        }

        message = default;
        return false;
    }

    /// <summary>Receives messages until the pattern is disposed or the enumeration is cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>Messages, each valid until the next step; <see cref="ReceivedMessage.Detach"/> keeps one for longer.</returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or a subscriber never subscribed to anything.</exception>
    public async IAsyncEnumerable<ReceivedMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ReceivedMessage message;
            try
            {
                message = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                yield break;
            }

            DeliveryTag tag = BeginRead(message);
            bool isHandled = false;
            try
            {
                yield return message;
                isHandled = true;
            }
            finally
            {
                EndRead(tag, isHandled);
                message.Dispose();
            }
        }
    }

    /// <summary>Receives values in JSON until the pattern is disposed or the enumeration is cancelled.</summary>
    /// <remarks>
    /// Messages that are not such JSON are skipped and counted in <see cref="PatternStatistics.Malformed"/>; JSON nulls, too.
    /// </remarks>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="typeInfo">Metadata to read them by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>The values, which outlive their messages.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="typeInfo"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or a subscriber never subscribed to anything.</exception>
    public IAsyncEnumerable<T> ReadAllJsonAsync<T>(JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return ReadAllJsonCoreAsync(typeInfo, cancellationToken);
    }

    /// <summary>Reads the body of a message as JSON; a message that is no such JSON is counted.</summary>
    internal bool TryReadJson<T>(ReceivedMessage message, JsonTypeInfo<T> typeInfo, [NotNullWhen(true)] out T? value)
    {
        try
        {
            value = message.GetJson(typeInfo);
            if (value is not null)
            {
                return true;
            }
        }
        catch (JsonException)
        {
            value = default;
        }

        Refuse(message.Frames, $"the body is no JSON of {typeof(T).Name}");
        return false;
    }

    /// <summary>Decides whether a message is for the reader or handler; one that is not is counted and disposed.</summary>
    private protected virtual bool TryAccept(MultipartMessage frames, out ReceivedMessage message)
    {
        bool accepted = CheckLimits(frames);
        message = accepted ? ReceivedMessage.OfBody(frames, 0) : default;
        return accepted;
    }

    /// <summary>Counts a message that cannot be read, and disposes it.</summary>
    private protected virtual void Refuse(MultipartMessage frames, string reason)
    {
        CountMalformed(reason);
        frames.Dispose();
    }

    /// <summary>Called before a loop or a handler is given a message.</summary>
    /// <returns>The identification of the message, if it is to be settled.</returns>
    private protected virtual DeliveryTag BeginRead(ReceivedMessage message) => default;

    /// <summary>Called after a loop has handled a message, or was left.</summary>
    private protected virtual void EndRead(DeliveryTag tag, bool isHandled)
    {
    }

    /// <summary>Called after a handler has completed, or has failed and that was counted. Does not throw.</summary>
    private protected virtual void EndHandle(DeliveryTag tag, Exception? failure)
    {
    }

    /// <summary>Called when a receive waits, because no message is queued.</summary>
    private protected virtual void OnWaiting()
    {
    }

    /// <summary>Throws if no message can ever arrive.</summary>
    private protected virtual void ThrowIfNothingCanCome()
    {
    }

    /// <summary>Starts the activity of a handler. Most formats have no headers, so that their trace is not known.</summary>
    private protected virtual Activity? StartProcess(ReceivedMessage message) => PatternTracing.StartProcess(this, Name, parent: default);

    private async IAsyncEnumerable<T> ReadAllJsonCoreAsync<T>(
        JsonTypeInfo<T> typeInfo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ReceivedMessage message in ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryReadJson(message, typeInfo, out T? value))
            {
                yield return value;
            }
        }
    }

    /// <summary>Logs a warning, once, if messages arrive that no handler and no reader takes.</summary>
    private protected void WarnIfUnread() => _ = new UnreadWatch(
        Reactor.TimeProvider,
        () => HasHandler || Volatile.Read(ref _isRead),
        () => Socket.HasMessages,
        () => Logger.MessagesUnread(Name),
        Stopping);

    private protected void ThrowIfHandled()
    {
        if (HasHandler)
        {
            ThrowHandled();
        }
    }

    private void ThrowHandled() => throw new InvalidOperationException($"The messages of {Name} go to its handler.");

    /// <summary>Starts loops that give every message to a handler; an exception is logged and counted.</summary>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    private protected void StartHandling(Func<ReceivedMessage, CancellationToken, ValueTask> handler, int concurrency)
    {
        if (Interlocked.Exchange(ref _handled, 1) != 0)
        {
            ThrowHandled();
        }

        for (int i = 0; i < concurrency; i++)
        {
            StartLoop(() => HandleAllAsync(handler));
        }
    }

    /// <summary>Receives the next message for a handler.</summary>
    private protected virtual ValueTask<ReceivedMessage> ReceiveForHandlerAsync(CancellationToken cancellationToken) =>
        ReceiveCoreAsync(cancellationToken);

    [SuppressMessage("Design", "CA1031", Justification = "A handler's exception never stops the loop.")]
    private async Task HandleAllAsync(Func<ReceivedMessage, CancellationToken, ValueTask> handler)
    {
        while (true)
        {
            if (Socket.BelongsOnThreadPool)
            {
                // The last handler has continued on the reactor's thread of another pattern. A receive that has to wait does not leave that
                // thread for certain: it may have completed before it is awaited.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            using ReceivedMessage message = await ReceiveForHandlerAsync(Stopping).ConfigureAwait(false);
            Activity? activity = PatternTracing.IsOn ? StartProcess(message) : null;
            long begin = PatternMetrics.BeginProcess();
            DeliveryTag tag = BeginRead(message);
            Exception? failure = null;
            try
            {
                await handler(message, Aborting).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure = exception;
                activity.Fail(exception);
                CountFailed(exception);
            }

            EndHandle(tag, failure);
            PatternMetrics.EndProcess(this, begin, failure);
            PatternTracing.End(activity);
        }
    }

    private ValueTask<ReceivedMessage> ReceiveCoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ValueTask<MultipartMessage> receive = Socket.ReceiveAsync(cancellationToken);
            if (!receive.IsCompletedSuccessfully)
            {
                OnWaiting();
                return WaitAsync(receive, cancellationToken);
            }

#pragma warning disable VSTHRD103 // It has completed.
            if (TryAccept(receive.Result, out ReceivedMessage message))
#pragma warning restore VSTHRD103
            {
                return new ValueTask<ReceivedMessage>(message);
            }
        }
    }

    private async ValueTask<ReceivedMessage> WaitAsync(ValueTask<MultipartMessage> receive, CancellationToken cancellationToken)
    {
        ReceivedMessage message;
        while (!TryAccept(await receive.ConfigureAwait(false), out message))
        {
            receive = Socket.ReceiveAsync(cancellationToken);
            if (!receive.IsCompleted)
            {
                OnWaiting();
            }
        }

        return message;
    }
}
