using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>
/// The binding end of an exclusive connection: it answers requests if it has a handler, and otherwise sends and receives at any time.
/// </summary>
public sealed class PairServer : PairPattern, IReplyingPattern
{
    private Func<ReceivedMessage, CancellationToken, ValueTask<Payload>>? _handler;

    /// <summary>Binds without a handler: the server sends and receives at any time.</summary>
    /// <remarks>A warning is logged, once, when messages are queued for more than 5 seconds before the first receive.</remarks>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5561</c>; <c>&gt;</c> in front connects instead of binding.</param>
    /// <param name="options">The options; default <see cref="PairOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or it is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message has the reason.</exception>
    public PairServer(string endpoints, PairOptions? options = null)
        : base(endpoints, bindByDefault: true, options ?? new PairOptions()) => WarnIfUnread();

    /// <summary>
    /// Answers every message with one message, in order, by a handler; see <see cref="ReplyingPatternExtensions"/> for its forms.
    /// </summary>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5561</c>; <c>&gt;</c> in front connects instead of binding.</param>
    /// <param name="handler">
    /// The handler; texts, bytes, frames and JSON convert to a <see cref="Payload"/>. An exception is logged, counted, and answered with an
    /// empty message; see <see cref="PairOptions.EnableDetailedErrors"/>.
    /// </param>
    /// <param name="options">The options; default <see cref="PairOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    [OverloadResolutionPriority(1)]
    public PairServer(
        string endpoints, Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> handler, PairOptions? options = null)
        : this(endpoints, options) => Initialize(() => Handle(handler));

    /// <inheritdoc cref="PairServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, PairOptions)"/>
    [OverloadResolutionPriority(1)]
    public PairServer(string endpoints, Func<ReceivedMessage, ValueTask<Payload>> handler, PairOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="PairServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, PairOptions)"/>
    public PairServer(string endpoints, Func<ReceivedMessage, CancellationToken, Task<Payload>> handler, PairOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="PairServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, PairOptions)"/>
    public PairServer(string endpoints, Func<ReceivedMessage, Task<Payload>> handler, PairOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="PairServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, PairOptions)"/>
    public PairServer(string endpoints, Func<ReceivedMessage, Payload> handler, PairOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <summary>Answers every message from now on, in order, until the server is disposed.</summary>
    /// <param name="handler">
    /// The handler, which returns the answer. An exception is logged, counted, and answered with an empty message; see
    /// <see cref="PairOptions.EnableDetailedErrors"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">It already has a handler.</exception>
    /// <exception cref="ObjectDisposedException">The server is disposed.</exception>
    public void Handle(Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null)
        {
            throw new InvalidOperationException($"The messages of {Name} go to its handler.");
        }

        StartHandling(AnswerAsync, concurrency: 1);
    }

    // An exception becomes an answer, mostly an empty one: a client that got none would take the next answer for that to this request.
    [SuppressMessage("Design", "CA1031", Justification = "An exception becomes an answer and never stops the loop.")]
    private async ValueTask AnswerAsync(ReceivedMessage request, CancellationToken cancellationToken)
    {
        // Read before the handler may take the message over.
        long generation = request.Generation;
        Payload reply;
        try
        {
            reply = await _handler!(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            CountFailed(exception);
            reply = ((PairOptions)Options).EnableDetailedErrors ? ErrorText.Describe(exception) : default(Payload);
        }

        try
        {
            await SendAsync(reply, generation, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionOverException)
        {
            // The peer that sent the request has disconnected. The next peer must not get the answer.
            CountDropped();
            CountUnreachable();
        }
    }

    private async ValueTask SendAsync(Payload reply, long generation, CancellationToken cancellationToken)
    {
        try
        {
            await Socket.SendAsync(reply.ToMessage(), generation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MessageTooLargeException or ArgumentException || (exception is ObjectDisposedException && !IsDisposed))
        {
            // Too large, without frames, or of disposed frames: the client gets an answer in any case.
            CountFailed(exception);
            await Socket.SendAsync(default(Payload).ToMessage(), generation, cancellationToken).ConfigureAwait(false);
        }
    }
}
