using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>Stands in for the reactor: a thread of the scenario that serves one socket when its descriptor is readable.</summary>
public sealed class Reactor
{
    private AsyncSocket? _socket;
    private bool _polls = true;

    public TimeProvider TimeProvider { get; } = new SteppedTime();

    public object Logger { get; } = new();

    /// <summary>Whether the socket is left out of the poll: until a waiter, or the end of an exclusive use, ends that, and not for a time only.</summary>
    public bool IsMuted => !_polls;

    internal void Add(AsyncSocket socket) => _socket = socket;

    internal Task RemoveAsync(AsyncSocket socket)
    {
        Schedule.Step();
        _socket = null;
        return Task.CompletedTask;
    }

    internal Task ReplaceAsync(AsyncSocket socket) => Task.CompletedTask;

    internal void Watch(AsyncSocket socket)
    {
        Schedule.Step();
        _polls = true;
    }

    internal void Loop(Socket native)
    {
        bool more = false;
        while (true)
        {
            Schedule.BlockUntil(() => more || _socket is null || (_polls && native.IsSignalled));
            if (_socket is not { } socket)
            {
                return;
            }

            ServeResult result = socket.Serve();
            more = result == ServeResult.More;
            _polls &= result != ServeResult.Mute;
        }
    }
}

/// <summary>Stands in for the reactor's entry of a socket.</summary>
public sealed class PollRegistration;

/// <summary>Stands in for the monitor of a socket.</summary>
public sealed class AsyncSocketMonitor
{
    internal AsyncSocketMonitor(SocketMonitor monitor, Reactor reactor)
    {
    }
}

/// <summary>Stands in for the tracker of connections; there is none.</summary>
internal sealed class ConnectionTracker
{
    public bool IsOver => false;

    public void Bound(string endpoint)
    {
    }

    public void Connecting(string endpoint)
    {
    }

    public void Disconnected(string endpoint)
    {
    }

    public void Unbound(string endpoint)
    {
    }

    public bool Withdraw(string endpoint) => false;

    public void Pump()
    {
    }
}

/// <summary>Stands in for the steps of an end.</summary>
[SuppressMessage("Design", "CA1031", Justification = "As the original.")]
internal sealed class EndSteps
{
    public void Run(Action step) => step();

    public async Task RunAsync(Func<Task> step) => await step().ConfigureAwait(false);

    public void Log(object logger, string name)
    {
    }
}

/// <summary>Stands in for the making of exceptions.</summary>
internal static class Failures
{
    public static Exception Again(Exception cause, string text) =>
        cause is ObjectDisposedException ? new ObjectDisposedException(text) : new InvalidOperationException(text, cause);
}

/// <summary>Stands in for the exception.</summary>
public sealed class MessageTooLargeException(string message) : Exception(message);

/// <summary>Stands in for the writer of frames.</summary>
internal static class FrameWriter
{
    public static Frame Write<TState>(Action<IBufferWriter<byte>, TState> write, TState state) => default;
}

/// <summary>Counts the waiters of a schedule that are in use.</summary>
internal sealed class PatternAccounting
{
    private int _waiters;

    public static int LiveWaiters => Schedule.Current.Item<PatternAccounting>()._waiters;

    public static void WaiterRented() => Schedule.Current.Item<PatternAccounting>()._waiters++;

    public static void WaiterReturned() => Schedule.Current.Item<PatternAccounting>()._waiters--;

    public static void AsyncSocketCreated()
    {
    }

    public static void AsyncSocketClosed()
    {
    }
}

/// <summary>Stands in for a reply.</summary>
public readonly struct Response(int number) : IDisposable
{
    public int Number => number;

    public void Dispose()
    {
    }
}

/// <summary>Stands in for the client, which is named in exceptions.</summary>
internal sealed class RequestClient;

/// <summary>Stands in for what delays a time-out; there is none.</summary>
internal sealed class RequestExpiry
{
    public void Expire(PendingRequest pending, uint use) => throw new NotSupportedException();
}

/// <summary>Stands in for the exception.</summary>
public sealed class RequestTimeoutException(TimeSpan timeout, string owner) : Exception($"{owner}: {timeout}");

/// <summary>The spare objects of a schedule: any thread reuses what any other gave back, at once.</summary>
internal sealed class Magazine<T>(Depot<T> depot)
    where T : class
{
    public Depot<T> Depot => depot;

    public bool TryPop([NotNullWhen(true)] out T? item) => Schedule.Current.Item<Stack<T>>().TryPop(out item);

    public bool TryPush(T item)
    {
        Schedule.Current.Item<Stack<T>>().Push(item);
        return true;
    }
}

/// <summary>Stands in for the depot behind the magazines.</summary>
internal sealed class Depot<T>(int capacity)
    where T : class
{
    public int Capacity => capacity;
}
