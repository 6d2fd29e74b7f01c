using System.Threading.Channels;

namespace ZmqNative.Patterns.Tests.Messages;

/// <summary>Every form of handler, in the constructor and added later: it compiles as it is written and gets the message.</summary>
public sealed class HandlerFormTests : PatternsTest
{
    private readonly Channel<string> _handled = Channel.CreateUnbounded<string>();

    [Test]
    public async Task A_puller_takes_every_form()
    {
        await Pull(endpoint => new Puller(endpoint, message => _handled.Writer.TryWrite(message.Text), On(new PullerOptions())));
        await Pull(endpoint => new Puller(endpoint, async message => await Later(message), On(new PullerOptions())));
        await Pull(endpoint => new Puller(endpoint, async (message, _) => await Later(message), On(new PullerOptions())));
        await Pull(endpoint => new Puller(endpoint, TaskAsync, On(new PullerOptions())));
        await Pull(endpoint => new Puller(endpoint, TaskWithTokenAsync, On(new PullerOptions())));
        await Pull(endpoint => With(new Puller(endpoint, On(new PullerOptions())), puller => puller.Handle(message => _handled.Writer.TryWrite(message.Text))));
        await Pull(endpoint => With(new Puller(endpoint, On(new PullerOptions())), puller => puller.Handle(async message => await Later(message))));
        await Pull(endpoint => With(new Puller(endpoint, On(new PullerOptions())), puller => puller.Handle(async (message, _) => await Later(message))));
        await Pull(endpoint => With(new Puller(endpoint, On(new PullerOptions())), puller => puller.Handle(TaskAsync)));
        await Pull(endpoint => With(new Puller(endpoint, On(new PullerOptions())), puller => puller.Handle(TaskWithTokenAsync)));

        async Task Pull(Func<string, Puller> make)
        {
            await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
            await using Puller puller = make(pusher.LastEndpoint);
            await pusher.PushAsync("x");
            Assert.That(await _handled.Reader.ReadAsync(Limit), Is.EqualTo("x"));
        }
    }

    [Test]
    public async Task A_subscriber_takes_every_form_for_a_topic_and_for_an_id()
    {
        await Subscribe(endpoint => new Subscriber(endpoint, "7", message => _handled.Writer.TryWrite(message.Text), On(new SubscriberOptions())));
        await Subscribe(endpoint => new Subscriber(endpoint, "7", async message => await Later(message), On(new SubscriberOptions())));
        await Subscribe(endpoint => new Subscriber(endpoint, "7", async (message, _) => await Later(message), On(new SubscriberOptions())));
        await Subscribe(endpoint => new Subscriber(endpoint, "7", TaskAsync, On(new SubscriberOptions())));
        await Subscribe(endpoint => new Subscriber(endpoint, "7", TaskWithTokenAsync, On(new SubscriberOptions())));
        await Subscribe(endpoint => With(new Subscriber(endpoint, 7, On(new SubscriberOptions())), subscriber => subscriber.Handle(TaskAsync)));

        async Task Subscribe(Func<string, Subscriber> make)
        {
            await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
            await using Subscriber subscriber = make(publisher.LastEndpoint);
            await publisher.WaitForSubscriberAsync(1, Limit);
            await publisher.PublishTextAsync("x", messageId: 7);
            Assert.That(await _handled.Reader.ReadAsync(Limit), Is.EqualTo("x").Or.EqualTo("text x"));
        }
    }

    [Test]
    public async Task A_reply_server_takes_every_form()
    {
        await Ask(endpoint => new ReplyServer(endpoint, request => request.Text + "!", On(new ReplyServerOptions())));
        await Ask(endpoint => new ReplyServer(endpoint, async request => await LaterAsync(request), On(new ReplyServerOptions())));
        await Ask(endpoint => new ReplyServer(endpoint, async (request, _) => await LaterAsync(request), On(new ReplyServerOptions())));
        await Ask(endpoint => new ReplyServer(endpoint, ReplyAsync, On(new ReplyServerOptions())));
        await Ask(endpoint => new ReplyServer(endpoint, ReplyWithTokenAsync, On(new ReplyServerOptions())));
        await Ask(endpoint => With(new ReplyServer(endpoint, On(new ReplyServerOptions())), server => server.Handle(request => request.Text + "!")));
        await Ask(endpoint => With(new ReplyServer(endpoint, On(new ReplyServerOptions())), server => server.Handle(async request => await LaterAsync(request))));
        await Ask(endpoint => With(new ReplyServer(endpoint, On(new ReplyServerOptions())), server => server.Handle(async (request, _) => await LaterAsync(request))));
        await Ask(endpoint => With(new ReplyServer(endpoint, On(new ReplyServerOptions())), server => server.Handle(ReplyAsync)));
        await Ask(endpoint => With(new ReplyServer(endpoint, On(new ReplyServerOptions())), server => server.Handle(ReplyWithTokenAsync)));

        async Task Ask(Func<string, ReplyServer> make)
        {
            await using ReplyServer server = make(Inproc());
            await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
            Assert.That(await client.RequestAsync("x", Generous, Limit), Is.EqualTo("x!"));
        }
    }

    [Test]
    public async Task A_pair_server_takes_every_form()
    {
        await Ask(endpoint => new PairServer(endpoint, request => request.Text + "!", On(new PairOptions())));
        await Ask(endpoint => new PairServer(endpoint, async request => await LaterAsync(request), On(new PairOptions())));
        await Ask(endpoint => new PairServer(endpoint, async (request, _) => await LaterAsync(request), On(new PairOptions())));
        await Ask(endpoint => new PairServer(endpoint, ReplyAsync, On(new PairOptions())));
        await Ask(endpoint => new PairServer(endpoint, ReplyWithTokenAsync, On(new PairOptions())));
        await Ask(endpoint => With(new PairServer(endpoint, On(new PairOptions())), server => server.Handle(request => request.Text + "!")));

        async Task Ask(Func<string, PairServer> make)
        {
            await using PairServer server = make(Inproc());
            await using PairClient client = new(server.LastEndpoint, On(new PairOptions()));
            Assert.That(await client.RequestAsync("x", Generous, Limit), Is.EqualTo("x!"));
        }
    }

    [Test]
    public async Task Json_is_handled_by_its_type_and_invalid_JSON_is_counted()
    {
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        await using Puller puller = new(pusher.LastEndpoint, On(new PullerOptions()));
        puller.HandleJson(TestJson.Default.Order, order => _handled.Writer.TryWrite(order.Item));
        await pusher.PushAsync("no json");
        await pusher.PushJsonAsync(new Order("a book", 1), TestJson.Default.Order);

        Assert.That(await _handled.Reader.ReadAsync(Limit), Is.EqualTo("a book"));
        Assert.That(puller.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task Json_is_read_by_its_type_and_invalid_JSON_is_counted()
    {
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        await using Puller puller = new(pusher.LastEndpoint, On(new PullerOptions()));
        await pusher.PushAsync("null");
        await pusher.PushJsonAsync(new Order("a book", 1), TestJson.Default.Order);

        await foreach (Order order in puller.ReadAllJsonAsync(TestJson.Default.Order, Limit))
        {
            Assert.That(order.Item, Is.EqualTo("a book"));
            break;
        }

        Assert.That(puller.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task Requests_in_json_are_answered_in_json_and_others_refused()
    {
        await using ReplyServer server = new(Inproc(), On(new ReplyServerOptions()));
        server.HandleJson(TestJson.Default.Order, TestJson.Default.Order, static order => order with { Count = order.Count + 1 });
        await using PairServer pair = new(Inproc(), On(new PairOptions()));
        pair.HandleJson(TestJson.Default.Order, TestJson.Default.Order, static async order =>
        {
            await Task.Yield();
            return order with { Count = order.Count + 1 };
        });
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        await using PairClient pairClient = new(pair.LastEndpoint, On(new PairOptions()));

        Order? reply = await client.RequestJsonAsync(new Order("x", 1), TestJson.Default.Order, TestJson.Default.Order, Generous, Limit);
        using ReceivedMessage answer = await pairClient.RequestAsync(Payload.FromJson(new Order("x", 1), TestJson.Default.Order), Generous, Limit);

        Assert.That(reply, Is.EqualTo(new Order("x", 2)));
        Assert.That(answer.GetJson(TestJson.Default.Order), Is.EqualTo(new Order("x", 2)));
        Assert.That(
            async () => await client.RequestAsync("no json", Generous, Limit),
            Throws.InstanceOf<RequestFailedException>().With.Property("Status").EqualTo(ReplyStatus.BadRequest));
        Assert.That(await pairClient.RequestAsync("no json", Generous, Limit), Is.Empty);
    }

    [Test]
    public async Task No_handler_is_refused_in_every_form()
    {
        Assert.That(() => new Puller(Inproc(), (Action<ReceivedMessage>)null!, On(new PullerOptions())), Throws.ArgumentNullException);
        Assert.That(() => new Puller(Inproc(), (Func<ReceivedMessage, Task>)null!, On(new PullerOptions())), Throws.ArgumentNullException);
        Assert.That(() => new Puller(Inproc(), (Func<ReceivedMessage, ValueTask>)null!, On(new PullerOptions())), Throws.ArgumentNullException);
        Assert.That(() => new ReplyServer(Inproc(), (Func<ReceivedMessage, Task<Payload>>)null!, On(new ReplyServerOptions())), Throws.ArgumentNullException);
        Assert.That(() => new PairServer(Inproc(), (Func<ReceivedMessage, Payload>)null!, On(new PairOptions())), Throws.ArgumentNullException);

        // Their sockets are closed in the background.
        await NothingAliveBut(0);
    }

    private static T With<T>(T pattern, Action<T> handle)
    {
        handle(pattern);
        return pattern;
    }

    private static async ValueTask<Payload> LaterAsync(ReceivedMessage request)
    {
        await Task.Yield();
        return request.Text + "!";
    }

    private static Task<Payload> ReplyAsync(ReceivedMessage request) => LaterAsync(request).AsTask();

    private static Task<Payload> ReplyWithTokenAsync(ReceivedMessage request, CancellationToken cancellationToken) => LaterAsync(request).AsTask();

    private async ValueTask Later(ReceivedMessage message)
    {
        await Task.Yield();
        await _handled.Writer.WriteAsync(message.Text, Limit);
    }

    private Task TaskAsync(ReceivedMessage message) => Later(message).AsTask();

    private Task TaskWithTokenAsync(ReceivedMessage message, CancellationToken cancellationToken) => Later(message).AsTask();
}
