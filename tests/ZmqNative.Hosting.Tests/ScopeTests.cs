using System.Collections.Concurrent;

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
}
