using System.Diagnostics.CodeAnalysis;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>A client that gets any frames as replies: it lives, and gets the honest reply to its request.</summary>
internal static class ClientTarget
{
    private static HostileServer? _server;

    public static FuzzTarget Create()
    {
        FuzzTarget requests = RequestFramesTarget.Create();
        return new(
            "client",
            "a RequestClient that gets any frames as replies, and honest ones",
            [.. requests.Seeds.Select(static seed => seed[6..])],
            requests.Tokens,
            static input => (_server ??= new HostileServer()).Send(input))
        {
            EndAsync = static () => Interlocked.Exchange(ref _server, null)?.DisposeAsync() ?? default,
        };
    }

    private sealed class HostileServer : IAsyncDisposable
    {
        private const string Endpoint = "inproc://fuzz";
        private const int HonestEvery = 64;

        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly Context _context = new();
        private readonly Socket _router;
        private readonly RequestClient _client;
        private byte[] _routingId = [];
        private int _inputs;

        public HostileServer()
        {
            _router = _context.CreateSocket(SocketType.Router);
            _router.Linger = TimeSpan.Zero;
            _router.SendTimeout = Patience;
            _router.Bind(Endpoint);
            _client = new RequestClient(Endpoint, new RequestClientOptions { Context = _context });
        }

        public void Send(byte[] input)
        {
            if (_inputs++ % HonestEvery == 0)
            {
                AnswerHonestly();
            }

            MultipartMessage reply = FrameList.ReadMessage(input);
            reply.Insert(0, Frame.Copy(_routingId));
            _router.Send(reply);
        }

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            _router.Dispose();
            await _context.DisposeAsync();
        }

        [SuppressMessage("Usage", "VSTHRD002", Justification = "The task has completed.")]
        private void AnswerHonestly()
        {
            Task<string> asked = _client.RequestAsync("honest", Patience).AsTask();
            MultipartMessage request;
            while (true)
            {
                FuzzFaultException.Unless(_router.TryReceiveMessage(out request, Patience), "a request arrives");
                if (request[^1].Span.SequenceEqual("honest"u8))
                {
                    break;
                }

                // The client cancels streams that a reply makes it believe in.
                request.Dispose();
            }

            _routingId = request[0].Span.ToArray();
            _router.Send(request);
            FuzzFaultException.Unless(((IAsyncResult)asked).AsyncWaitHandle.WaitOne(Patience), "an honest reply arrives");
            FuzzFaultException.Unless(asked.GetAwaiter().GetResult() == "honest", "an honest reply is that to the request");
        }
    }
}
