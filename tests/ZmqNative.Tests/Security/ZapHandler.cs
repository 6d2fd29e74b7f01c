using System.Collections.Concurrent;
using System.Text;

namespace ZmqNative.Tests;

/// <summary>A small ZAP 1.0 handler: it records each request, and a function returns the status.</summary>
internal sealed class ZapHandler : IDisposable
{
    public const string Endpoint = "inproc://zeromq.zap.01";

    private readonly Socket _router;
    private readonly Thread _thread;
    private readonly Func<ZapRequest, int> _decide;

    public ZapHandler(Context context, Func<ZapRequest, int> decide)
    {
        _decide = decide;
        _router = context.CreateSocket(SocketType.Router);
        _router.Bind(Endpoint);
        _thread = new Thread(Run);
        _thread.Start();
    }

    /// <summary>The user id of an accepted peer.</summary>
    public Func<ZapRequest, string> UserId { get; init; } = static _ => "the user";

    public ConcurrentQueue<ZapRequest> Requests { get; } = new();

    public void Dispose()
    {
        // The end is sent to the handler's own endpoint, which only libzmq uses otherwise.
        using (Socket stop = _router.Context.CreateSocket(SocketType.Dealer))
        {
            stop.Connect(Endpoint);
            stop.Send("stop");
            _thread.Join();
        }

        _router.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            // routing id | empty | version | request id | domain | address | identity | mechanism | credentials...
            using MultipartMessage request = _router.ReceiveMessage();
            if (request.Count == 2)
            {
                return;
            }

            ZapRequest asked = new(
                request[4].ToString(),
                request[5].ToString(),
                request[7].ToString(),
                [.. Enumerable.Range(8, request.Count - 8).Select(i => request[i].Span.ToArray())]);
            int status = _decide(asked);
            Requests.Enqueue(asked);
            using MultipartMessage reply = MultipartMessage.Create();
            reply.Add(request.Take(0));
            reply.Add(string.Empty);
            reply.Add("1.0");
            reply.Add(request[2].Span);
            reply.Add(Encoding.ASCII.GetBytes($"{status}"));
            reply.Add(status == 200 ? "OK" : "no");
            reply.Add(status == 200 ? UserId(asked) : string.Empty);
            reply.Add(string.Empty);
            _router.Send(reply);
        }
    }
}

/// <summary>A request of libzmq.</summary>
internal sealed record ZapRequest(string Domain, string Address, string Mechanism, byte[][] Credentials)
{
    /// <summary>The name of a PLAIN user.</summary>
    public string Username => Encoding.UTF8.GetString(Credentials[0]);
}
