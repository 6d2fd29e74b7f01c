using System.CommandLine;
using ZmqNative;
using ZmqNative.Patterns;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Recording;

namespace ZmqTool.Verbs;

/// <summary><c>zmq proxy</c>.</summary>
internal sealed class ProxyVerb : Verb
{
    private const string CaptureEndpoint = "inproc://zmq-tool-capture";

    private readonly Argument<string> _frontend = new("FRONTEND") { Description = "The endpoint of publishers, clients or pushers; '>' connects" };
    private readonly Argument<string> _backend = new("BACKEND") { Description = "The endpoint of subscribers, servers or pullers; '>' connects" };
    private readonly Option<string> _kind = new("--kind")
    {
        Description = "forwarder (publish/subscribe), queue (requests) or streamer (push/pull)",
        HelpName = "KIND",
        DefaultValueFactory = static _ => "forwarder",
    };

    private readonly Option<string?> _capture = new("--capture")
    {
        Description = "A copy of each message: '-' shows it, a file records it for zmq replay, an endpoint publishes it",
        HelpName = "-|FILE|ENDPOINT",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replaces an existing file of --capture" };
    private readonly SecuritySettings _security;
    private readonly OutputSettings _output;

    public ProxyVerb()
        : base(
            "proxy",
            "Passes messages between two sides, which both bind by default, and shows, records or publishes copies of them.",
            "zmq proxy tcp://*:5555 tcp://*:5556 --capture -        # shows what passes",
            "zmq proxy '>tcp://prod:5555' tcp://*:5555 --capture day.zmqrec",
            "zmq proxy tcp://*:5560 tcp://*:5561 --kind queue --capture tcp://*:5599")
    {
        Arguments.Add(_frontend);
        Arguments.Add(_backend);
        Options.Add(_kind.AcceptOnlyFromAmong("forwarder", "queue", "streamer"));
        Options.Add(_capture);
        Options.Add(_force);
        _security = new SecuritySettings(this);
        _output = new OutputSettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        List<Endpoint> frontend = Endpoint.ParseAll(run.Get(_frontend)!, bindByDefault: true);
        List<Endpoint> backend = Endpoint.ParseAll(run.Get(_backend)!, bindByDefault: true);
        Security? front = _security.Create(run, frontend.Exists(static e => e.Binds));
        Security? back = _security.Create(run, backend.Exists(static e => e.Binds));
        string? capture = run.Get(_capture);
        bool publishes = capture?.Contains("://", StringComparison.Ordinal) == true;
        AuthenticationPolicy? policy = front?.Policy ?? back?.Policy;
        await using Authenticator? authenticator = policy is null ? null : new Authenticator(policy);
        MessageProxyKind kind = Enum.Parse<MessageProxyKind>(run.Get(_kind)!, ignoreCase: true);

        // Before the proxy, which drops copies that nothing takes.
        await using AsyncSocket? copies = capture is null || publishes ? null : OpenCopies();
        await using MessageProxy proxy = new(kind, Join(frontend), Join(backend), new MessageProxyOptions
        {
            ConfigureSocket = raw => raw.IPv6 = Endpoint.HaveIPv6(frontend),
            ConfigureBackendSocket = raw => raw.IPv6 = Endpoint.HaveIPv6(backend),
            Security = front?.Options,
            BackendSecurity = back?.Options,
            Capture = capture is null ? null : publishes ? Join(Endpoint.ParseAll(capture, bindByDefault: true)) : "@" + CaptureEndpoint,
            CaptureType = publishes ? SocketType.Pub : SocketType.Push,
        });
        run.Console.Note($"passing messages from {Describe(frontend, proxy)} to {Describe(backend, proxy.Backend)}");
        if (publishes)
        {
            run.Console.Note($"copies are published at {proxy.Capture!.LastEndpoint}");
        }

        try
        {
            if (copies is null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, run.Cancellation);
                return ExitCode.Success;
            }

            return await CaptureAsync(run, proxy, copies, kind, capture!);
        }
        finally
        {
            // Messages that it has just passed are counted when it has ended.
            await proxy.DisposeAsync();
            WriteSummary(run, proxy.Passed, capture is not null);
        }
    }

    private static AsyncSocket OpenCopies() => AsyncSocket.Create(SocketType.Pull, ">" + CaptureEndpoint, new AsyncSocketOptions
    {
        Continuations = ContinuationThread.ThreadPool,

        // Copies wait here while the output is slow; the proxy drops those behind them.
        ConfigureSocket = static raw => raw.ReceiveHighWatermark = 100_000,
    });

    private static string Join(List<Endpoint> endpoints) => string.Join(',', endpoints);

    private static string Describe(List<Endpoint> endpoints, Pattern side) =>
        endpoints is [{ Binds: true }] ? side.LastEndpoint : string.Join(", ", endpoints.Select(static e => e.Address));

    private static void WriteSummary(Invocation run, MessageProxyStatistics passed, bool captures)
    {
        run.Console.Note($"passed {passed.ForwardMessages:N0} messages ({passed.ForwardBytes:N0} bytes) to the backend, "
            + $"{passed.BackwardMessages:N0} ({passed.BackwardBytes:N0} bytes) to the frontend");
        if (captures)
        {
            run.Console.Note($"copied {passed.Captured:N0}, dropped {passed.CaptureDropped:N0} copies");
        }
    }

    private async Task<int> CaptureAsync(Invocation run, MessageProxy proxy, AsyncSocket copies, MessageProxyKind kind, string capture)
    {
        if (capture == "-")
        {
            MessageWriter writer = _output.Open(run);
            await PassAsync(run, proxy, copies, frames => writer.Write(frames), writer.Flush);
            return ExitCode.Success;
        }

        RecordingHeader header = new(run.Console.Time.GetUtcNow(), kind.ToString(), $"{run.Get(_frontend)} {run.Get(_backend)}");
        await using RecordingWriter recording = RecordingWriter.Create(capture, run.Get(_force), header, run.Console.Time);
        await PassAsync(run, proxy, copies, recording.Write, recording.Flush);
        return ExitCode.Success;
    }

    private static async Task PassAsync(Invocation run, MessageProxy proxy, AsyncSocket copies, Action<byte[][]> write, Action flush)
    {
        try
        {
            while (true)
            {
                // Not only at a wait: while copies come faster than they are written, there is none.
                run.Cancellation.ThrowIfCancellationRequested();
                if (!copies.TryReceive(out MultipartMessage message))
                {
                    flush();
                    message = await copies.ReceiveAsync(run.Cancellation);
                }

                using (message)
                {
                    write(ToolMessage.Copy(message));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy ends first: copies of what it passes until then are counted, so they are written, too.
            await proxy.DisposeAsync();
            while (copies.TryReceive(out MultipartMessage message))
            {
                using (message)
                {
                    write(ToolMessage.Copy(message));
                }
            }

            throw;
        }
        finally
        {
            flush();
        }
    }
}
