using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>
/// Answers requests. It has a ROUTER socket, and serves clients of this library, plain REQ sockets in any language, and proxies.
/// </summary>
/// <remarks>
/// An exception of the handler becomes an answer with <see cref="ReplyStatus.HandlerFailed"/>, is logged and counted, and never ends the
/// server. The client sees the type and the message of the exception only with <see cref="ReplyServerOptions.EnableDetailedErrors"/>, and
/// never its stack; the text of a <see cref="RequestRejectedException"/> is always sent to it. A request whose time to live has passed is
/// dropped and counted before the handler runs. For clients of this library the age of a request normally includes its time in the server's
/// queue. For other clients, and for connections whose first request came while the server was overloaded, the age is counted from when the
/// server reads the request. A request whose client still waits is not dropped, unless the client's machine was suspended.
/// </remarks>
public sealed partial class ReplyServer : Pattern, IReplyingPattern
{
    private readonly ReplyServerOptions _options;
    private Func<ReceivedMessage, CancellationToken, ValueTask<Payload>>? _handler;
    private readonly RequestIntake _intake;
    private readonly RequestAges _ages;
    private readonly LogLimiter _queueFullLog;
    private int _serves;

    /// <summary>Binds without a handler: requests are queued until <see cref="Handle"/> is called.</summary>
    /// <remarks>A warning is logged, once, when requests are queued for more than 5 seconds before that call.</remarks>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://*:5559</c>; <c>&gt;</c> in front connects instead of binding.</param>
    /// <param name="options">The options; default <see cref="ReplyServerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public ReplyServer(string endpoints, ReplyServerOptions? options = null)
        : base(SocketType.Router, options ??= new ReplyServerOptions())
    {
        _options = options;
        _intake = new RequestIntake(Socket, options.Prefetch, Reactor.TimeProvider, TakeControl, FindKey);
        _open = new OpenRequests(
            Socket, Reactor.TimeProvider, new PeerQuotas(options.MaxStreamsPerPeer, options.MaxStreams), options.ProbeInterval);
        _ages = new RequestAges(Reactor.TimeProvider);
        _queueFullLog = new LogLimiter(Reactor.TimeProvider);
        Initialize(() =>
        {
            // A reply to a client that has disconnected is reported rather than silently dropped.
            Socket.Configure(static socket => socket.RouterMandatory = true);
            EndpointList.Attach(Socket, endpoints, bindByDefault: true);
        });
        _ = new UnreadWatch(
            Reactor.TimeProvider,
            () => Volatile.Read(ref _serves) != 0,
            () => Socket.HasMessages,
            () => Logger.MessagesUnread(Name),
            Stopping);
    }

    /// <summary>Binds and answers every request by a handler; see <see cref="ReplyingPatternExtensions"/> for its forms.</summary>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://*:5559</c>; <c>&gt;</c> in front connects instead of binding.</param>
    /// <param name="handler">
    /// The handler; texts, bytes, frames and JSON convert to a <see cref="Payload"/>. An exception becomes an answer, is logged and
    /// counted.
    /// </param>
    /// <param name="options">The options; default <see cref="ReplyServerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    [OverloadResolutionPriority(1)]
    public ReplyServer(
        string endpoints, Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> handler, ReplyServerOptions? options = null)
        : this(endpoints, options) => Initialize(() => Handle(handler));

    /// <inheritdoc cref="ReplyServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, ReplyServerOptions)"/>
    [OverloadResolutionPriority(1)]
    public ReplyServer(string endpoints, Func<ReceivedMessage, ValueTask<Payload>> handler, ReplyServerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="ReplyServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, ReplyServerOptions)"/>
    public ReplyServer(string endpoints, Func<ReceivedMessage, CancellationToken, Task<Payload>> handler, ReplyServerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="ReplyServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, ReplyServerOptions)"/>
    public ReplyServer(string endpoints, Func<ReceivedMessage, Task<Payload>> handler, ReplyServerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="ReplyServer(string, Func{ReceivedMessage, CancellationToken, ValueTask{Payload}}, ReplyServerOptions)"/>
    public ReplyServer(string endpoints, Func<ReceivedMessage, Payload> handler, ReplyServerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    private protected override bool CountsUnhandled => true;

    /// <summary>Answers every request from now on, until the server is disposed.</summary>
    /// <param name="handler">
    /// The handler, which returns the answer; texts, bytes, frames and JSON convert to a <see cref="Payload"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">It already has a handler.</exception>
    /// <exception cref="ObjectDisposedException">The server is disposed.</exception>
    public void Handle(Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null)
        {
            throw new InvalidOperationException($"The requests of {Name} go to its handler.");
        }

        StartServing();
    }

    private protected override void Release()
    {
        _open.Dispose();
        _intake.Dispose();
    }

    // Either kind of handler begins it.
    private void StartServing()
    {
        if (Interlocked.Exchange(ref _serves, 1) != 0)
        {
            return;
        }

        for (int i = 0; i < _options.MaxConcurrency; i++)
        {
            StartLoop(ServeUntilEndAsync);
        }
    }

    // The end waits for its loops, and each loop for the streams: it may begin one in the moment in which the server ends.
    private async Task ServeUntilEndAsync()
    {
        try
        {
            await ServeAsync().ConfigureAwait(false);
        }
        finally
        {
            // A loop that has failed does not: its failure is reported at once, and nobody reads what the streams wait for.
            if (Stopping.IsCancellationRequested)
            {
                await _open.WhenEndedAsync().ConfigureAwait(false);
            }
        }
    }

    private protected override void CountQueued()
    {
        CountUnhandled(_intake.Unread);
        base.CountQueued();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            if (Socket.BelongsOnThreadPool)
            {
                // The last handler has continued on the reactor's thread of another pattern. A receive that has to wait does not leave that
                // thread for certain: it may have completed before it is awaited.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            ReceivedRequest received = await _intake.NextAsync(Stopping, Aborting).ConfigureAwait(false);
            if (!TryBegin(received, out int empty, out bool correlated, out CancellableRequest? cancellable))
            {
                _ = _intake.EndHandOver(received);
                continue;
            }

            if (_intake.EndHandOver(received))
            {
                // The client has given it up before there was an open request to cancel.
                Close(cancellable);
                received.Frames.Dispose();
                CountDropped();
                continue;
            }

            await AnswerAsync(received.Frames, empty, correlated, cancellable).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the frames of a request in front of its body.</summary>
    /// <returns>False if it is not for the handler: it was dropped, or is answered by a stream.</returns>
    private bool TryBegin(in ReceivedRequest received, out int empty, out bool correlated, out CancellableRequest? cancellable)
    {
        MultipartMessage frames = received.Frames;
        (empty, correlated, cancellable) = (-1, false, null);
        if (!CheckLimits(frames))
        {
            return false;
        }

        empty = FindDelimiter(frames);
        if (empty < 0)
        {
            CountMalformed("a request without an empty frame before its body");
            frames.Dispose();
            return false;
        }

        correlated = empty > 1 && Correlation.Is(frames[empty - 1].Span);
        if (correlated && Correlation.TimeToLive(frames[empty - 1].Span) is { } timeToLive
            && Reactor.TimeProvider.GetElapsedTime(_ages.GetArrival(received, empty)) > timeToLive)
        {
            CountDropped();
            frames.Dispose();
            return false;
        }

        if (received.Key is { } key)
        {
            if (TryStartStream(received, key, empty))
            {
                return false;
            }

            cancellable = TryOpen(frames, key, empty);
        }

        return true;
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception becomes an answer and never stops the loop.")]
    private async ValueTask AnswerAsync(MultipartMessage frames, int empty, bool correlated, CancellableRequest? cancellable)
    {
        ReplyStatus status = ReplyStatus.Ok;
        Payload reply;
        Exception? failure = null;
        long begin = PatternMetrics.BeginProcess();
        Activity? activity = PatternTracing.IsOn
            ? PatternTracing.StartProcess(this, Name, FindTrace(frames, empty, correlated))
            : null;
        try
        {
            Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> handler = _handler ?? RefuseAsync;
            ReceivedMessage request = ReceivedMessage.OfBody(frames, empty + 1, keepsEnvelope: true);
            reply = await handler(request, cancellable?.Token ?? Aborting).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellable is { IsAbandoned: true })
        {
            // The handler followed its token: no client waits for the reply.
            failure = exception;
            reply = default;
        }
        catch (Exception exception)
        {
            failure = exception;
            activity.Fail(exception);
            (status, reply) = DescribeFailure(exception, correlated);
        }

        PatternTracing.End(activity);
        PatternMetrics.EndProcess(this, begin, failure);
        Close(cancellable);
        if (cancellable is { IsAbandoned: true })
        {
            reply.Dispose();
            frames.Dispose();
            CountDropped();
            return;
        }

        Send(frames, empty, correlated, status, reply);
    }

    private static ValueTask<Payload> RefuseAsync(ReceivedMessage request, CancellationToken cancellationToken) =>
        throw new RequestRejectedException(ReplyStatus.BadRequest, "this server answers by streams: use RequestStreamAsync");

    /// <summary>Counts the exception of a handler, and returns the status and the text for its client.</summary>
    private (ReplyStatus Status, Payload Reply) DescribeFailure(Exception exception, bool correlated)
    {
        if (exception is RequestRejectedException rejection)
        {
            CountRejected(rejection);
            return (rejection.Status, correlated ? ErrorText.Cut(rejection.Message) : _options.ForeignErrorBody);
        }

        CountFailed(exception);
        return (ReplyStatus.HandlerFailed, correlated ? DescribeFailure(exception) : _options.ForeignErrorBody);
    }

    private string DescribeFailure(Exception exception) => _options.EnableDetailedErrors
        ? ErrorText.Describe(exception)
        : ErrorText.HandlerFailed;

    // In front of the correlation, and behind the routing id.
    private static ActivityContext FindTrace(MultipartMessage frames, int empty, bool correlated) =>
        correlated && empty > 2 ? TraceContext.Read(frames[empty - 2].Span) : default;

    private void CountRejected(RequestRejectedException rejection)
    {
        if (rejection.Status == ReplyStatus.BadRequest)
        {
            CountMalformed(rejection.Message);
        }
        else
        {
            CountDropped();
        }
    }

    // Behind the routing id that the ROUTER put in front.
    private static int FindDelimiter(MultipartMessage frames)
    {
        for (int i = 1; i < frames.Count; i++)
        {
            if (frames[i].Length == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
