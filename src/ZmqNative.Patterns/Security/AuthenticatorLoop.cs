using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>The thread of an authenticator: it receives the requests of libzmq, has them decided, and answers each once.</summary>
/// <remarks>
/// libzmq asserts that it waits for the answer that arrives, so a second answer would end the process. Requests are told apart by the routing
/// id of the connection, as libzmq gives all the id 1. All fields but the queue of decisions and the counts belong to the thread.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Its thread disposes what it has, when it ends.")]
internal sealed partial class AuthenticatorLoop
{
    private const string WakeEndpoint = "inproc://zmqnative.authenticator.wake";

    private readonly Authenticator _authenticator;
    private readonly AuthenticatorOptions _options;
    private readonly ILogger _logger;
    private readonly Socket _router;
    private readonly Socket _wakeReceiver;
    private readonly Socket _wakeSender;
    private readonly Poller _poller = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards _wakeSender, against threads of checks that complete at once. Nothing else is taken inside.
    private readonly Lock _wakeGate = new();
    private readonly ConcurrentQueue<(PendingDecision Pending, AuthenticationResult Result, DecisionCause Cause)> _decided = new();

    private readonly Dictionary<string, PendingDecision> _pending = new(StringComparer.Ordinal);

    // In the order of their deadlines, as all have the same time-out.
    private readonly Queue<PendingDecision> _deadlines = new();

    private volatile bool _stopping;
    private int _running;

    public AuthenticatorLoop(Authenticator authenticator, Context context, AuthenticatorOptions options)
    {
        _authenticator = authenticator;
        _options = options;
        _logger = GuardedLogger.Create(options.LoggerFactory, typeof(Authenticator));
        _refusedLog = new LogLimiter(TimeProvider.System);
        _malformedLog = new LogLimiter(TimeProvider.System);
        _checkLog = new LogLimiter(TimeProvider.System);
        List<Socket> sockets = [];
        try
        {
            _router = Create(context, SocketType.Router, sockets);
            _wakeReceiver = Create(context, SocketType.Pair, sockets);
            _wakeSender = Create(context, SocketType.Pair, sockets);
            Bind(_router);
            _wakeReceiver.Bind(WakeEndpoint);
            _wakeSender.Connect(WakeEndpoint);
            _ = _poller.Add(_router, PollEvents.In);
            _ = _poller.Add(_wakeReceiver, PollEvents.In);
            Thread thread = new(Run) { IsBackground = true, Name = $"ZmqNative {options.Name}" };
            thread.UnsafeStart();
        }
        catch
        {
            sockets.ForEach(static socket => socket.Dispose());
            _poller.Dispose();
            throw;
        }
    }

    /// <summary>Completes when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Ends the thread.</summary>
    public void Stop()
    {
        _stopping = true;
        Wake();
    }

    private static Socket Create(Context context, SocketType type, List<Socket> sockets)
    {
        Socket socket = context.CreateSocket(type);

        // The thread closes them: it may be polling them when the context ends.
        socket.Guard.ClosesItself = true;
        sockets.Add(socket);
        return socket;
    }

    private static void Bind(Socket router)
    {
        // All that a handshake needs is answered: no limit of queued messages may stop the thread.
        router.SendHighWatermark = 0;
        router.ReceiveHighWatermark = 0;
        router.SkipsTornMessages = true;
        try
        {
            router.Bind(ZapMessage.Endpoint);
        }
        catch (AddressInUseException exception)
        {
            throw new InvalidOperationException(
                "The context has an authenticator already, or another ZAP handler: a socket is bound to " + ZapMessage.Endpoint
                + ". A context has one for all its servers; give it a policy for each domain, or use another context.",
                exception);
        }
    }

    private void Wake()
    {
        try
        {
            lock (_wakeGate)
            {
                _ = _wakeSender.TrySend([]);
            }
        }
        catch (Exception exception) when (exception is ZmqException or InvalidOperationException)
        {
            // The thread, or its context, has ended.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault is logged; an exception of a thread would end the process.")]
    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                _ = _poller.Poll(TimeUntilDeadline());
                Serve();
            }

            End();
        }
        catch (Exception exception) when (exception is ContextTerminatedException or ObjectDisposedException)
        {
            // The context has ended, and with it all handshakes.
        }
        catch (Exception exception)
        {
            _logger.AuthenticatorFailed(_options.Name, exception);
        }
        finally
        {
            Close();
        }
    }

    private TimeSpan TimeUntilDeadline() => _deadlines.TryPeek(out PendingDecision? next)
        ? TimeSpan.FromMilliseconds(Math.Max(0, next.Due - Environment.TickCount64))
        : Timeout.InfiniteTimeSpan;

    private void Serve()
    {
        // One wake-up stands for any number of decisions.
        while (_wakeReceiver.TryReceive(out Frame wake))
        {
            wake.Dispose();
        }

        AnswerDecided();
        while (!_stopping && _router.TryReceiveMessage(out MultipartMessage message))
        {
            using (message)
            {
                Take(message);
            }

            AnswerDecided();
            AnswerOverdue();
        }

        AnswerOverdue();
    }

    private void AnswerDecided()
    {
        while (_decided.TryDequeue(out (PendingDecision Pending, AuthenticationResult Result, DecisionCause Cause) decided))
        {
            Finish(decided.Pending, decided.Result, decided.Cause);
        }
    }

    private void AnswerOverdue()
    {
        while (_deadlines.TryPeek(out PendingDecision? next) && (next.IsOver || next.Due <= Environment.TickCount64))
        {
            _ = _deadlines.Dequeue();
            if (!next.IsOver)
            {
                Finish(
                    next,
                    AuthenticationResult.FailTemporarily($"the check took longer than {_options.DecisionTimeout}"),
                    DecisionCause.TimedOut);
                next.Cancel();
            }
        }
    }

    // Peers whose request comes after the endpoint is unbound find no handler, and are refused.
    private void End()
    {
        _router.Unbind(ZapMessage.Endpoint);
        AnswerDecided();
        AuthenticationResult ended = AuthenticationResult.FailTemporarily("the authenticator has ended");
        foreach (PendingDecision pending in _pending.Values.ToArray())
        {
            Finish(pending, ended, DecisionCause.Ended);
            pending.Cancel();
        }

        while (_router.TryReceiveMessage(out MultipartMessage message))
        {
            using (message)
            {
                AnswerAtEnd(message, ended);
            }
        }
    }

    private void Close()
    {
        foreach (PendingDecision pending in _pending.Values)
        {
            pending.Cancel();
            pending.End().Dispose();
        }

        _poller.Dispose();
        _router.Dispose();
        _wakeReceiver.Dispose();
        lock (_wakeGate)
        {
            _wakeSender.Dispose();
        }

        _ended.SetResult();
    }
}
