using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ZmqNative.Hosting.Tests;

/// <summary>The scope of each message, and handlers that fail.</summary>
public sealed class ScopeTests : HostingTest
{
    [Test]
    public async Task Each_message_has_a_scope_that_ends_with_it()
    {
        string endpoint = Inproc();
        ConcurrentQueue<Resource> made = new();
        IHost host = await StartAsync(services =>
        {
            services.AddSingleton(made);
            services.AddScoped<Resource>();
            services.AddZmqNative().AddReplyServer<ResourceHandler>(endpoint).AddRequestClient("c", endpoint);
        });
        RequestClient client = Named<RequestClient>(host, "c");
        Assert.That(await client.RequestAsync("1", Generous, Limit), Is.EqualTo("alive 1"));
        Assert.That(await client.RequestAsync("2", Generous, Limit), Is.EqualTo("alive 2"));
        await Eventually(() => made.Count == 2 && made.All(static resource => resource.Ended), "two scopes ended");
    }

    [Test]
    public async Task A_stream_has_a_scope_until_its_last_reply()
    {
        string raw = Inproc();
        string typed = Inproc();
        ConcurrentQueue<Resource> made = new();
        IHost host = await StartAsync(services =>
        {
            services.AddSingleton(made);
            services.AddScoped<Resource>();
            services.AddZmqNative()
                .AddStreamServer<ResourceStream>(raw)
                .AddStreamServer<CountStream, int, int>(NumberJson.Default.Int32, NumberJson.Default.Int32, typed)
                .AddRequestClient("raw", raw)
                .AddRequestClient("typed", typed);
        });

        Assert.That(await ReadAsync(Named<RequestClient>(host, "raw"), "x"), Is.EqualTo(new[] { "alive x", "alive x" }));
        await Eventually(() => made.Count == 1 && made.All(static resource => resource.Ended), "the scope has ended");
        Assert.That(await ReadAsync(host.Services.GetRequiredKeyedService<IRequestClient>("typed"), "3"), Is.EqualTo(new[] { "0", "1", "2" }));
        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await ReadAsync(Named<RequestClient>(host, "typed"), "no number"));
        Assert.That(failure!.Status, Is.EqualTo(ReplyStatus.BadRequest));

        async Task<List<string>> ReadAsync(IRequestClient client, string request)
        {
            List<string> replies = [];
            await foreach (ReceivedMessage reply in client.RequestStreamAsync(request, Generous, Limit))
            {
                replies.Add(reply.Text);
            }

            return replies;
        }
    }

    [Test]
    public async Task A_handler_that_throws_is_counted_and_logged_and_the_next_message_follows()
    {
        string endpoint = Inproc();
        TaskCompletionSource<string> second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddPusher("jobs", endpoint)
            .AddPuller(
                "work",
                (_, work, _) =>
                {
                    if (work.Text == "bad")
                    {
                        throw new InvalidOperationException("as asked");
                    }

                    second.SetResult(work.Text);
                    return ValueTask.CompletedTask;
                },
                endpoint));
        await Named<Pusher>(host, "jobs").PushAsync("bad", Limit);
        await Named<Pusher>(host, "jobs").PushAsync("good", Limit);
        Assert.That(await second.Task.WaitAsync(Limit), Is.EqualTo("good"));
        Assert.That(Named<Puller>(host, "work").Statistics.Failed, Is.EqualTo(1));
        Assert.That(Log.Of(3), Has.One.Contains("work"));
    }

    [Test]
    public async Task A_handler_can_use_named_sockets()
    {
        string asked = Inproc();
        string published = Inproc();
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddPublisher("news", published)
            .AddSubscriber("reader", published, topic: "t")
            .AddRequestClient("c", asked)
            .AddReplyServer(
                "relay",
                static async (scope, request, _) =>
                {
                    await scope.GetRequiredKeyedService<Publisher>("news").PublishAsync("t", request.Text);
                    return "done";
                },
                asked));
        await Named<Publisher>(host, "news").WaitForSubscriberAsync(1, Limit);
        Assert.That(await Named<RequestClient>(host, "c").RequestAsync("hello", Generous, Limit), Is.EqualTo("done"));
        using ReceivedMessage message = await Named<Subscriber>(host, "reader").ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_handler_chooses_the_status_of_its_refusal()
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddRequestClient("c", endpoint)
            .AddReplyServer("s", static (_, _, _) => throw new RequestRejectedException(ReplyStatus.Overloaded, "later"), endpoint));
        RequestFailedException? failed = await Assert.ThrowsAsync<RequestFailedException>(
            () => Named<RequestClient>(host, "c").RequestAsync("x", Generous, Limit).AsTask());
        using (Assert.EnterMultipleScope())
        {
            Assert.That((failed!.Status, failed.ServerText), Is.EqualTo((ReplyStatus.Overloaded, "later")));
            Assert.That(Named<ReplyServer>(host, "s").Statistics.Failed, Is.Zero);
        }
    }

    private sealed class Resource : IDisposable
    {
        public Resource(ConcurrentQueue<Resource> made) => made.Enqueue(this);

        public bool Ended { get; private set; }

        public void Dispose() => Ended = true;
    }

    private sealed class ResourceHandler(Resource resource) : IRequestHandler
    {
        public ValueTask<Payload> HandleAsync(ReceivedMessage request, CancellationToken cancellationToken) =>
            new($"{(resource.Ended ? "ended" : "alive")} {request.Text}");
    }

    private sealed class ResourceStream(Resource resource) : IStreamHandler
    {
        public async IAsyncEnumerable<Payload> HandleAsync(ReceivedMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int i = 0; i < 2; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return $"{(resource.Ended ? "ended" : "alive")} {request.Text}";
            }
        }
    }

    private sealed class CountStream : IStreamHandler<int, int>
    {
        public async IAsyncEnumerable<int> HandleAsync(int request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int i = 0; i < request; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return i;
            }
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(int))]
internal sealed partial class NumberJson : System.Text.Json.Serialization.JsonSerializerContext;
