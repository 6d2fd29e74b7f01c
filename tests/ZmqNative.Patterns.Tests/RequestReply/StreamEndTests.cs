using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The uses that handlers make of their requests, and the state after requests have ended.</summary>
public sealed class StreamEndTests : PatternsTest
{
    [Test]
    public async Task A_handler_of_a_stream_that_disposes_its_own_server_does_not_wait_for_itself()
    {
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions { DrainTimeout = Generous, CancelledHandlerTimeout = Generous }));
        TaskCompletionSource<bool> returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server.HandleStream((_, cancellationToken) => EndAsync(cancellationToken));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Task reading = ReadAsync();

        Assert.That(await returned.Task.WaitAsync(Limit), Is.True);
        await server.DisposeAsync().AsTask().WaitAsync(Limit);
        await reading.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async IAsyncEnumerable<Payload> EndAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Assert.That(cancellationToken.IsCancellationRequested, Is.False);
            bool isComplete = server.DisposeAsync().AsTask().IsCompleted;
            for (int i = 0; i < 20; i++)
            {
                // Meanwhile the loop that has read the request ends.
                await Task.Delay(1, CancellationToken.None);
                isComplete &= server.DisposeAsync().AsTask().IsCompleted;
            }

            returned.SetResult(isComplete);
            yield break;
        }

        async Task ReadAsync()
        {
            await foreach (ReceivedMessage _ in client.RequestStreamAsync("end", Generous, Limit))
            {
                // None comes: the stream ends.
            }
        }
    }

    [Test]
    public async Task A_handler_of_streams_may_detach_its_request()
    {
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions()));
        server.HandleStream(static (request, _) => Detached(request));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(await Read(client, "kept"), Is.EqualTo(new[] { "kept" }));
    }

    [Test]
    public async Task A_handler_cannot_use_its_request_after_it_was_detached()
    {
        List<Exception?> failures = [];
        await using ReplyServer server = new(
            AnyPort,
            request =>
            {
                using ReceivedMessage own = request.Detach();
                failures.Add(Assert.Throws<ObjectDisposedException>(() => _ = request.Detach()));
                failures.Add(Assert.Throws<ObjectDisposedException>(() => _ = request.Span.Length));
                failures.Add(Assert.Throws<ObjectDisposedException>(() => _ = request.FrameCount));
                request.Dispose();
                return $"{own.Text} {request}";
            },
            On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(await client.RequestAsync("kept", Generous, Limit), Is.EqualTo("kept (message is disposed)"));
        Assert.That(failures, Has.All.Message.Contains("detached"));
    }

    [Test]
    public async Task A_handler_of_streams_may_yield_a_frame_of_its_request()
    {
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions()));
        server.HandleStream(static (request, _) => First(request));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(await Read(client, "frame"), Is.EqualTo(new[] { "frame" }));
    }

    [Test]
    public async Task A_handler_may_return_a_frame_of_its_request()
    {
        await using ReplyServer server = new(AnyPort, static request => request[0], On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(await client.RequestAsync("frame", Generous, Limit), Is.EqualTo("frame"));
    }

    [Test]
    public async Task A_handler_may_dispose_its_request()
    {
        await using ReplyServer server = new(
            AnyPort,
            static request =>
            {
                using ReceivedMessage own = request;
                return own.Text;
            },
            On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(await client.RequestAsync("text", Generous, Limit), Is.EqualTo("text"));
    }

    [Test]
    public async Task A_reply_with_disposed_frames_is_a_failure_of_the_handler()
    {
        Payload once = Frame.FromText("once");
        await using ReplyServer server = new(AnyPort, _ => once, On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Assert.That(await client.RequestAsync("a", Generous, Limit), Is.EqualTo("once"));

        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await client.RequestAsync("b", Generous, Limit));

        Assert.That(failure!.Status, Is.EqualTo(ReplyStatus.HandlerFailed));
    }

    [Test]
    public async Task A_server_goes_on_after_an_exception_whose_message_throws()
    {
        await using ReplyServer server = new(
            AnyPort,
            static request => request.Text == "bad" ? throw new UnreadableException() : request.Text,
            On(new ReplyServerOptions { EnableDetailedErrors = true }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await client.RequestAsync("bad", Generous, Limit));

        Assert.That(failure!.ServerText, Does.Contain(nameof(UnreadableException)));
        Assert.That(await client.RequestAsync("good", Generous, Limit), Is.EqualTo("good"));
    }

    [Test]
    public async Task The_end_of_a_server_waits_for_the_last_reply_of_a_stream()
    {
        string endpoint = Inproc();
        TaskCompletionSource freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim goesOn = new();
        await using ReplyServer server = new(endpoint, On(new ReplyServerOptions { DrainTimeout = Generous }));
        server.HandleStream(static (_, _) => One());
        await using RequestClient client = new(endpoint, On(new RequestClientOptions()));

        // Over inproc the server frees the frame: after the end of the handler, and before the last reply.
        Payload request = Frame.Wrap(new byte[1000], _ =>
        {
            freed.TrySetResult();
            goesOn.Wait(Generous);
        });

        Task<List<string>> reading = Read(client, request);
        await freed.Task.WaitAsync(Limit);
        Task ending = server.DisposeAsync().AsTask();
        bool waits = await Task.WhenAny(ending, Task.Delay(500)) != ending;
        goesOn.Set();

        Assert.That(await reading, Is.EqualTo(new[] { "one" }));
        Assert.That(waits, Is.True);
        await ending;
    }

    [Test]
    public async Task Streams_and_abandoned_requests_leave_nothing_in_memory()
    {
        List<WeakReference> sources = [];
        await using ReplyServer server = new(
            AnyPort,
            async (_, token) =>
            {
                Note(sources, token);
                await Task.Delay(Timeout.Infinite, token);
                return "";
            },
            On(new ReplyServerOptions()));
        server.HandleStream((_, token) =>
        {
            Note(sources, token);
            return First(ReceivedMessage.Create("x"));
        });
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { CancelsHandlers = true }));
        for (int i = 0; i < 3; i++)
        {
            _ = await Read(client, "s");
        }

        Assert.That(async () => await client.RequestAsync("wait", TimeSpan.FromMilliseconds(50), Limit), Throws.InstanceOf<RequestTimeoutException>());
        await Eventually(() => server.OpenRequestCount == 0, "all have ended");

        await Eventually(
            () =>
            {
#pragma warning disable RS0030 // Only unreferenced objects are collected.
                GC.Collect();
#pragma warning restore RS0030
                lock (sources)
                {
                    return sources.Count(static source => source.IsAlive) <= 1;
                }
            },
            "the sources are collected");
    }

    [Test]
    public async Task A_request_with_a_trace_can_be_cancelled()
    {
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name.StartsWith("ZmqNative", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        TaskCompletionSource<ActivityTraceId> entered = new();
        TaskCompletionSource cancelled = new();
        await using ReplyServer server = new(
            AnyPort,
            async (request, token) =>
            {
                // Not unregistered: the wait that is cancelled first may end the code here before this is called.
                _ = token.Register(() => cancelled.TrySetResult());
                entered.TrySetResult(Activity.Current?.TraceId ?? default);
                await Task.Delay(Timeout.Infinite, token);
                return "";
            },
            On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { CancelsHandlers = true }));
        using Activity outer = new Activity("outer").SetIdFormat(ActivityIdFormat.W3C).Start();
        using CancellationTokenSource source = new();

        ValueTask<string> request = client.RequestAsync("wait", Generous, source.Token);
        ActivityTraceId trace = await entered.Task.WaitAsync(Limit);
        await source.CancelAsync();
        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());

        await cancelled.Task.WaitAsync(Limit);
        Assert.That(trace, Is.EqualTo(outer.TraceId));
    }

    [Test]
    public async Task Attempts_whose_time_has_passed_are_a_time_out()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using AsyncSocket server = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions(), reactor));
        Task request = client.RequestIdempotentAsync("x"u8.ToArray(), TimeSpan.FromSeconds(30), Limit).AsTask();
        (await server.ReceiveAsync(Limit)).Dispose();

        time.Jump(TimeSpan.FromSeconds(31));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(async () => await request, Throws.InstanceOf<RequestTimeoutException>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Note(List<WeakReference> sources, CancellationToken token)
    {
        object source = typeof(CancellationToken).GetField("_source", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(token)!;
        lock (sources)
        {
            sources.Add(new WeakReference(source));
        }
    }

    private async Task<List<string>> Read(RequestClient client, Payload request)
    {
        List<string> replies = [];
        await foreach (ReceivedMessage reply in client.RequestStreamAsync(request, Generous, Limit))
        {
            replies.Add(reply.Text);
        }

        return replies;
    }

    private static async IAsyncEnumerable<Payload> One()
    {
        await Task.Yield();
        yield return "one";
    }

    private static async IAsyncEnumerable<Payload> Detached(ReceivedMessage request)
    {
        using ReceivedMessage own = request.Detach();
        await Task.Yield();
        yield return own.Text;
    }

    private static async IAsyncEnumerable<Payload> First(ReceivedMessage request)
    {
        await Task.Yield();
        yield return request[0];
    }
}
