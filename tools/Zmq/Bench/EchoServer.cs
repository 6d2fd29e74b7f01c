using ZmqNative;

namespace ZmqTool.Bench;

/// <summary>A REP socket on a thread of its own, which sends each request back.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly Context _context = new();
    private readonly Thread _thread;

    public EchoServer(string endpoint)
    {
        Socket socket = _context.CreateSocket(SocketType.Rep);
        try
        {
            socket.Bind(endpoint);
        }
        catch
        {
            _context.Dispose();
            throw;
        }

        Endpoint = socket.LastEndpoint;
        _thread = new Thread(() => Run(socket)) { IsBackground = true, Name = "zmq echo" };
        _thread.Start();
    }

    public string Endpoint { get; }

    /// <summary>The context, for clients over <c>inproc://</c>.</summary>
    public Context Context => _context;

    public void Dispose()
    {
        _context.Shutdown();
        _thread.Join();
        _context.Dispose();
    }

    private static void Run(Socket socket)
    {
        try
        {
            while (true)
            {
                socket.Send(socket.ReceiveMessage());
            }
        }
        catch (ContextTerminatedException)
        {
            socket.Dispose();
        }
    }
}
