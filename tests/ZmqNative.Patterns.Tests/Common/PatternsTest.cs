namespace ZmqNative.Patterns.Tests;

/// <summary>A test of patterns, with the helpers that all of them use.</summary>
public abstract class PatternsTest : PatternTest
{
    /// <summary>An endpoint with a free port; <see cref="Pattern.LastEndpoint"/> has its number.</summary>
    protected const string AnyPort = "tcp://127.0.0.1:*";

    /// <summary>Ends all waits of a test that hangs.</summary>
    protected CancellationToken Limit { get; private set; }

    /// <summary>
    /// Whether libzmq counts the messages that an XPUB drops, and can send to one subscriber, as the libzmq of ZmqNative does.
    /// </summary>
    protected static bool DropsAreCounted { get; } = Zmq.Has("zmqnative");

    /// <summary>The time after which <see cref="Limit"/> ends a test.</summary>
    private protected virtual TimeSpan TimeLimit => Generous;

    private CancellationTokenSource _limit = null!;

    [SetUp]
    public void StartLimit()
    {
        _limit = new CancellationTokenSource(TimeLimit);
        Limit = _limit.Token;
    }

    [TearDown]
    public void EndLimit() => _limit.Dispose();

    /// <summary>Options with the test's context and reactor.</summary>
    protected T On<T>(T options, Reactor? reactor = null)
        where T : PatternOptions
    {
        PatternOptions common = options;
        return (T)(common with { Context = Context, Reactor = reactor ?? Reactor });
    }

    /// <summary>Waits for a condition that no event reports, such as a count.</summary>
    protected async Task Eventually(Func<bool> condition, string what)
    {
        while (!condition())
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, $"still waiting: {what}");
            await Task.Delay(1);
        }
    }

    /// <summary>Waits for an entry of the log: what it tells of may be counted before it is written.</summary>
    protected Task Logged(IReadOnlyCollection<string> lines, string part) =>
        Eventually(() => lines.Any(line => line.Contains(part, StringComparison.Ordinal)), $"'{part}' in the log");

    /// <summary>Waits until a pattern whose constructor threw has ended.</summary>
    protected Task NothingAliveBut(int asyncSockets) =>
        Eventually(() => PatternAccounting.LiveAsyncSockets == asyncSockets, $"{asyncSockets} async sockets alive");

    /// <summary>Binds an endpoint that was bound before: libzmq closes the descriptor in the background.</summary>
    protected async Task<T> Again<T>(Func<T> bind)
    {
        while (true)
        {
            try
            {
                return bind();
            }
            catch (AddressInUseException) when (!Limit.IsCancellationRequested)
            {
                await Task.Delay(1);
            }
        }
    }

    /// <summary>A plain socket, bound, in the role of a peer in another language.</summary>
    protected AsyncSocket Bound(SocketType type, string endpoint)
    {
        AsyncSocket socket = CreateSocket(type);
        try
        {
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            _ = socket.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <inheritdoc cref="Bound"/>
    protected AsyncSocket Connected(SocketType type, string endpoint)
    {
        AsyncSocket socket = CreateSocket(type);
        socket.Connect(endpoint);
        return socket;
    }

    /// <summary>Receives a message and returns its frames as texts.</summary>
    protected async Task<string[]> ReceiveTexts(AsyncSocket socket)
    {
        using MultipartMessage message = await socket.ReceiveAsync(Limit);
        List<string> texts = [];
        foreach (Frame frame in message)
        {
            texts.Add(frame.ToString());
        }

        return [.. texts];
    }

    /// <summary>Receives a message and returns its frames as bytes.</summary>
    protected async Task<byte[][]> ReceiveBytes(AsyncSocket socket)
    {
        using MultipartMessage message = await socket.ReceiveAsync(Limit);
        List<byte[]> frames = [];
        foreach (Frame frame in message)
        {
            frames.Add(frame.Span.ToArray());
        }

        return [.. frames];
    }
}
