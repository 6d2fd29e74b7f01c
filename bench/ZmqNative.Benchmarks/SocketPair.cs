namespace ZmqNative.Benchmarks;

/// <summary>Two connected raw sockets over any transport.</summary>
internal sealed class SocketPair : IDisposable
{
    private static int s_count;

    public SocketPair(
        string transport, SocketType bound, SocketType connected, Action<Socket>? prepareBound = null, Action<Socket>? prepareConnected = null)
    {
        Bound = Context.CreateSocket(bound);
        Connected = Context.CreateSocket(connected);
        prepareBound?.Invoke(Bound);
        prepareConnected?.Invoke(Connected);
        Bound.Bind(Endpoint(transport));
        Connected.Connect(Bound.LastEndpoint);
    }

    public Context Context { get; } = new();

    public Socket Bound { get; }

    public Socket Connected { get; }

    /// <summary>Returns a unique endpoint to bind.</summary>
    public static string Endpoint(string transport) => transport switch
    {
        "inproc" => $"inproc://bench-{Interlocked.Increment(ref s_count)}",
        "ipc" => $"ipc://{Path.GetTempPath()}zmqnative-bench-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}",
        _ => "tcp://127.0.0.1:*",
    };

    public void Dispose()
    {
        Connected.Dispose();
        Bound.Dispose();
        Context.Dispose();
    }
}
