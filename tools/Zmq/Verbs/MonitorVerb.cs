using System.CommandLine;
using System.Text;
using System.Text.Json;
using ZmqNative;
using ZmqNative.Patterns;
using ZmqTool.Endpoints;
using ZmqTool.Monitoring;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary><c>zmq monitor</c>.</summary>
internal sealed class MonitorVerb : Verb
{
    private readonly ConnectionSettings _connection;
    private readonly SocketTypeOption _type;
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object a line" };
    private readonly Option<long?> _count = new("-n", "--count") { Description = "Ends after so many events; default: Ctrl-C ends", HelpName = "COUNT" };

    public MonitorVerb()
        : base(
            "monitor",
            "Connects (or binds, with @) a socket, and shows the events of its connections live.",
            "zmq monitor tcp://localhost:5555                      # connected, handshake-succeeded, disconnected, retrying",
            "zmq monitor @tcp://*:5557 --type pull",
            "zmq monitor tcp://localhost:5555 --json")
    {
        _connection = new ConnectionSettings(this);
        _type = new SocketTypeOption(this, SocketType.Sub, "The type of the socket: one that fits the peer");
        Options.Add(_json);
        Options.Add(_count);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        if (run.Get(_count) is <= 0)
        {
            throw ToolException.Usage("-n is a number of events, 1 or more.");
        }

        List<Endpoint> endpoints = _connection.Endpoints(run, bindByDefault: false);
        Security? security = _connection.Security(run, endpoints);
        await using Authenticator? authenticator = security?.Policy is { } policy ? new Authenticator(policy) : null;
        await using AsyncSocket socket = AsyncSocket.Create(_type.Get(run), endpoints: null, new AsyncSocketOptions
        {
            Security = security?.Options,
            Continuations = ContinuationThread.ThreadPool,
            ConfigureSocket = raw => raw.IPv6 = Endpoint.HaveIPv6(endpoints),
        });

        // Before the first endpoint: no event is missed.
        await using AsyncSocketMonitor monitor = socket.Monitor();
        foreach (Endpoint endpoint in endpoints)
        {
            Attach(run, socket, endpoint);
        }

        long shown = 0;
        try
        {
            await ShowAsync(run, monitor, () => ++shown == (run.Get(_count) ?? long.MaxValue));
            return ExitCode.Success;
        }
        finally
        {
            run.Console.Note($"{shown} {(shown == 1 ? "event" : "events")}");
        }
    }

    private static void Attach(Invocation run, AsyncSocket socket, Endpoint endpoint)
    {
        if (!endpoint.Binds)
        {
            socket.Connect(endpoint.Address);
            return;
        }

        socket.Bind(endpoint.Address);
        run.Console.Note($"listening on {socket.LastEndpoint}");
    }

    private async Task ShowAsync(Invocation run, AsyncSocketMonitor monitor, Func<bool> isLast)
    {
        TimeSpan limit = _connection.Timeout(run) ?? Timeout.InfiniteTimeSpan;
        IAsyncEnumerator<SocketEvent> events = monitor.ReadAllAsync(run.Cancellation).GetAsyncEnumerator(run.Cancellation);
        while (true)
        {
            Task<bool> next = events.MoveNextAsync().AsTask();
            try
            {
                if (!await next.WaitAsync(limit, run.Console.Time, run.Cancellation))
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                throw ToolException.TimedOut($"no event within {limit.TotalSeconds:0.###} s.");
            }

            run.Console.WriteLine(run.Get(_json) ? ToJson(events.Current, run) : ToText(events.Current, run));
            if (isLast())
            {
                return;
            }
        }
    }

    private static string ToText(SocketEvent socketEvent, Invocation run)
    {
        string peer = socketEvent.RemoteEndpoint.Length > 0 && socketEvent.RemoteEndpoint != socketEvent.Endpoint ? $" peer {socketEvent.RemoteEndpoint}" : string.Empty;
        string detail = EventText.DetailOf(socketEvent) is { } text ? $" ({text})" : string.Empty;
        return $"{Times.Format(run.Console.Time.GetUtcNow())} {EventText.NameOf(socketEvent.Kind)} {socketEvent.Endpoint}{peer}{detail}";
    }

    private static string ToJson(SocketEvent socketEvent, Invocation run)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", Times.Format(run.Console.Time.GetUtcNow()));
            json.WriteString("event", EventText.NameOf(socketEvent.Kind));
            json.WriteString("endpoint", socketEvent.Endpoint);
            if (socketEvent.RemoteEndpoint.Length > 0)
            {
                json.WriteString("peer", socketEvent.RemoteEndpoint);
            }

            if (EventText.DetailOf(socketEvent) is { } detail)
            {
                json.WriteString("detail", detail);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
