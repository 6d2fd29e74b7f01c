using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ZmqNative.Hosting.Tests;

/// <summary>The use of each kind of socket, from code and from configuration.</summary>
public sealed class RegistrationTests : HostingTest
{
    private readonly Channel<string> _handled = Channel.CreateUnbounded<string>();

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_publisher_reaches_the_handler_of_a_subscriber(bool configured)
    {
        string endpoint = Inproc();
        await StartAsync(
            (services, configuration) =>
            {
                services.AddSingleton(_handled.Writer);
                ZmqNativeBuilder builder = Add(services, configuration, configured);
                _ = configured
                    ? builder.AddSubscriber<TextHandler>(name: "texts")
                    : builder.AddPublisher("updates", endpoint).AddSubscriber<TextHandler>(endpoint, topic: "news");
            },
            ("ZmqNative:Publishers:updates:Endpoints", endpoint),
            ("ZmqNative:Subscribers:texts:Endpoints:0", endpoint),
            ("ZmqNative:Subscribers:texts:Topics:0", "news"));
        Publisher publisher = Named<Publisher>(Hosts[0], "updates");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("news", "hello");
        Assert.That(await _handled.Reader.ReadAsync(Limit), Is.EqualTo("hello"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_client_is_answered_by_the_handler_of_a_server(bool configured)
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(
            (services, configuration) =>
            {
                ZmqNativeBuilder builder = Add(services, configuration, configured);
                _ = configured
                    ? builder.AddReplyServer<EchoHandler>(name: "echo")
                    : builder.AddReplyServer<EchoHandler>(endpoint).AddRequestClient("asker", endpoint);
            },
            ("ZmqNative:ReplyServers:echo:Endpoints", endpoint),
            ("ZmqNative:ReplyServers:echo:MaxConcurrency", "4"),
            ("ZmqNative:RequestClients:asker:Endpoints", endpoint),
            ("ZmqNative:RequestClients:asker:RequestTimeout", "60s"));
        Assert.That(
            await Named<RequestClient>(host, "asker").RequestAsync("x", Generous, Limit), Is.EqualTo("echo x"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_pusher_reaches_the_handler_of_a_puller(bool configured)
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(
            (services, configuration) =>
            {
                services.AddSingleton(_handled.Writer);
                ZmqNativeBuilder builder = Add(services, configuration, configured);
                _ = configured
                    ? builder.AddPuller<TextHandler>(name: "work")
                    : builder.AddPusher("jobs", endpoint).AddPuller<TextHandler>(endpoint);
            },
            ("ZmqNative:Pushers:jobs:Endpoints", endpoint),
            ("ZmqNative:Pullers:work:Endpoints", endpoint));
        await Named<Pusher>(host, "jobs").PushAsync("dig", Limit);
        Assert.That(await _handled.Reader.ReadAsync(Limit), Is.EqualTo("dig"));
    }

    [Test]
    public async Task The_thread_of_handlers_comes_from_configuration([Values] ContinuationThread continuations)
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(
            static (services, configuration) => Add(services, configuration, configured: true).AddReplyServer<EchoHandler>(name: "echo"),
            ("ZmqNative:ReplyServers:echo:Endpoints", endpoint),
            ("ZmqNative:ReplyServers:echo:Continuations", $"{continuations}"),
            ("ZmqNative:RequestClients:asker:Endpoints", endpoint),
            ("ZmqNative:RequestClients:asker:Continuations", $"{continuations}"));
        bool needsThreadPool = continuations == ContinuationThread.ThreadPool;
        Assert.That(Named<ReplyServer>(host, "echo").Socket.NeedsThreadPool, Is.EqualTo(needsThreadPool));
        Assert.That(Named<RequestClient>(host, "asker").Socket.NeedsThreadPool, Is.EqualTo(needsThreadPool));
        Assert.That(await Named<RequestClient>(host, "asker").RequestAsync("x", Generous, Limit), Is.EqualTo("echo x"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_pair_client_is_answered_by_the_handler_of_a_pair_server(bool configured)
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(
            (services, configuration) =>
            {
                ZmqNativeBuilder builder = Add(services, configuration, configured);
                _ = configured
                    ? builder.AddPairServer<EchoHandler>(name: "one")
                    : builder.AddPairServer<EchoHandler>(endpoint).AddPairClient("other", endpoint);
            },
            ("ZmqNative:PairServers:one:Endpoints", endpoint),
            ("ZmqNative:PairClients:other:Endpoints", endpoint));
        Assert.That(await Named<PairClient>(host, "other").RequestAsync("x", Generous, Limit), Is.EqualTo("pair x"));
    }

    [Test]
    public async Task Sockets_without_handlers_are_read_by_the_code_that_injects_them()
    {
        string published = Inproc();
        string pushed = Inproc();
        string paired = Inproc();
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddPublisher("p", published).AddSubscriber("s", published, prefix: string.Empty)
            .AddPusher("push", pushed).AddPuller("pull", pushed)
            .AddPairServer("a", paired).AddPairClient("b", paired));

        await Named<Publisher>(host, "p").WaitForSubscriberAsync(1, Limit);
        await host.Services.GetRequiredKeyedService<IPublisher>("p").PublishTextAsync("one");
        using ReceivedMessage message = await host.Services.GetRequiredKeyedService<ISubscriber>("s").ReceiveAsync(Limit);
        await host.Services.GetRequiredKeyedService<IPusher>("push").PushAsync("two", Limit);
        using ReceivedMessage work = await Named<Puller>(host, "pull").ReceiveAsync(Limit);
        await Named<PairClient>(host, "b").SendAsync("three", Limit);
        using ReceivedMessage pair = await Named<PairServer>(host, "a").ReceiveAsync(Limit);
        Assert.That((message.Text, work.Text, pair.Text), Is.EqualTo(("one", "two", "three")));
    }

    [Test]
    public async Task Protocol_clients_of_several_types_of_ids_are_registered_by_code_and_configured()
    {
        await using AsyncSocket router = AsyncSocket.Create(SocketType.Router, $"@{AnyPort}");
        IHost host = await StartAsync(
            (services, configuration) => services.AddZmqNative(configuration)
                .AddProtocolClient("texts", static request => request[0].ToString(), static reply => reply[0].ToString())
                .AddProtocolClient(
                    "numbers", static request => request[0].Span[0], static reply => reply[0].Span[0], endpoints: router.LastEndpoint),
            ("ZmqNative:ProtocolClients:texts:Endpoints", router.LastEndpoint),
            ("ZmqNative:ProtocolClients:numbers:MaxInFlight", "1"));
        ProtocolClient<string> texts = host.Services.GetRequiredService<ProtocolClient<string>>();
        ProtocolClient<byte> numbers = host.Services.GetRequiredKeyedService<ProtocolClient<byte>>("numbers");

        Task<MultipartMessage> text = texts.RequestAsync(MultipartMessage.Create("a", "x"), Generous, Limit).AsTask();
        await EchoAsync();
        Task<MultipartMessage> number = numbers.RequestAsync(MultipartMessage.Create("b", "y"), Generous, Limit).AsTask();
        Assert.That(async () => await numbers.RequestAsync(MultipartMessage.Create("c", "z"), Generous, Limit), Throws.InvalidOperationException);
        await EchoAsync();

        using MultipartMessage first = await text;
        using MultipartMessage second = await number;
        Assert.That((first[1].ToString(), second[1].ToString()), Is.EqualTo(("x", "y")));

        async Task EchoAsync() => await router.SendAsync(await router.ReceiveAsync(Limit), Limit);
    }

    [Test]
    public void A_protocol_client_that_only_configuration_names_ends_the_start()
    {
        IHost host = Build(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:ProtocolClients:texts:Endpoints", AnyPort));

        Assert.That(
            async () => await host.StartAsync(Limit),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("AddProtocolClient(\"texts\""));
        Assert.That(
            () => new ServiceCollection().AddZmqNative()
                .AddProtocolClient("one", static request => request[0].ToString(), static reply => reply[0].ToString())
                .AddProtocolClient("ONE", static request => request[0].Span[0], static reply => reply[0].Span[0]),
            Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task Json_is_handled_by_its_type_and_invalid_JSON_is_only_counted()
    {
        string published = Inproc();
        string pushed = Inproc();
        string asked = Inproc();
        IHost host = await StartAsync(services =>
        {
            services.AddSingleton(_handled.Writer);
            services.AddZmqNative()
                .AddPublisher("p", published)
                .AddSubscriber<JsonHandler, Point>(HostingJson.Default.Point, published, topic: "points")
                .AddPusher("push", pushed)
                .AddPuller<JsonHandler, Point>(HostingJson.Default.Point, pushed)
                .AddRequestClient("c", asked)
                .AddReplyServer<JsonHandler, Point, Point>(HostingJson.Default.Point, HostingJson.Default.Point, asked);
        });

        Publisher publisher = Named<Publisher>(host, "p");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("points", "no json");
        await publisher.PublishJsonAsync("points", new Point(1, 2), HostingJson.Default.Point);
        Assert.That(await _handled.Reader.ReadAsync(Limit), Is.EqualTo("points 1,2"));
        Assert.That(Named<Subscriber>(host, nameof(JsonHandler)).Statistics.Malformed, Is.EqualTo(1));

        await Named<Pusher>(host, "push").PushAsync("no json", Limit);
        await Named<Pusher>(host, "push").PushJsonAsync(new Point(3, 4), HostingJson.Default.Point, Limit);
        Assert.That(await _handled.Reader.ReadAsync(Limit), Is.EqualTo("work 3,4"));
        Assert.That(Named<Puller>(host, nameof(JsonHandler)).Statistics.Malformed, Is.EqualTo(1));

        RequestClient client = Named<RequestClient>(host, "c");
        Point? answer = await client.RequestJsonAsync(
            new Point(5, 6), HostingJson.Default.Point, HostingJson.Default.Point, Generous, Limit);
        Assert.That(answer, Is.EqualTo(new Point(6, 5)));
        RequestFailedException? failed = await Assert.ThrowsAsync<RequestFailedException>(
            () => client.RequestAsync("no json", Generous, Limit).AsTask());
        Assert.That(failed!.Status, Is.EqualTo(ReplyStatus.BadRequest));
        Assert.That(Named<ReplyServer>(host, nameof(JsonHandler)).Statistics, Has.Property("Failed").Zero.And.Property("Malformed").EqualTo(1));
    }

    [Test]
    public async Task The_only_socket_of_a_kind_needs_no_key()
    {
        IHost host = await StartAsync(services => services.AddZmqNative().AddPublisher("updates", Inproc()));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Services.GetRequiredService<Publisher>(), Is.SameAs(Named<Publisher>(host, "updates")));
            Assert.That(host.Services.GetService<Pusher>(), Is.Null);
            Assert.That(host.Services.GetKeyedServices<Publisher>("updates"), Has.One.Items);
            Assert.That(host.Services.GetRequiredService<Context>().IsShutdown, Is.False);
            Assert.That(host.Services.GetRequiredService<Reactor>(), Is.Not.Null);
        }
    }

    [Test]
    public void One_of_several_sockets_needs_a_name_and_the_error_lists_the_names()
    {
        IHost host = Build(services => services.AddZmqNative().AddPublisher("a", Inproc()).AddPublisher("b", Inproc()));
        Assert.That(
            () => host.Services.GetRequiredService<Publisher>(),
            Throws.InvalidOperationException.With.Message.Contains("[FromKeyedServices(\"a\")]").And.Message.Contains("a, b"));
        Assert.That(
            () => Named<Publisher>(host, "c"),
            Throws.InvalidOperationException.With.Message.EqualTo("No publisher is named \"c\". There are: a, b."));
        Assert.That(
            () => Named<Pusher>(host, "c"), Throws.InvalidOperationException.With.Message.Contains("ZmqNative:Pushers"));
    }

    [Test]
    public async Task A_socket_can_be_used_without_a_host()
    {
        ServiceCollection services = new();
        services.AddZmqNative().AddPusher("jobs", "@" + Inproc());
        await using ServiceProvider provider = services.BuildServiceProvider();
        Pusher pusher = provider.GetRequiredService<Pusher>();
        Assert.That(pusher.TryPush("unknown"u8), Is.False);
    }

    [Test]
    public async Task Configuration_overrides_options_of_code()
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(
            (services, configuration) => services.AddZmqNative(configuration.GetSection("ZmqNative"))
                .AddPublisher("Updates", "tcp://no.such.host.example:1", o => o with { MessageId = 7, Source = "code" }),
            ("ZmqNative:Publishers:updates:Endpoints", endpoint),
            ("ZmqNative:Publishers:updates:MessageId", "8"));
        await using Subscriber subscriber = new(
            endpoint,
            8,
            new SubscriberOptions { Context = host.Services.GetRequiredService<Context>(), Reactor = host.Services.GetRequiredService<Reactor>() });
        Publisher publisher = Named<Publisher>(host, "Updates");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishTextAsync("x");
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.MessageId, Is.EqualTo(8));
    }

    private static ZmqNativeBuilder Add(IServiceCollection services, IConfiguration configuration, bool configured) =>
        configured ? services.AddZmqNative(configuration) : services.AddZmqNative();

    private sealed class TextHandler(ChannelWriter<string> handled) : ISubscriptionHandler, IWorkHandler
    {
        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) =>
            handled.WriteAsync(message.Text, cancellationToken);
    }

    private sealed class EchoHandler : IRequestHandler, IPairHandler
    {
        public ValueTask<Payload> HandleAsync(ReceivedMessage request, CancellationToken cancellationToken) => new($"echo {request.Text}");

        ValueTask<Payload> IPairHandler.HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) => new($"pair {message.Text}");
    }

    private sealed class JsonHandler(ChannelWriter<string> handled)
        : ISubscriptionHandler<Point>, IWorkHandler<Point>, IRequestHandler<Point, Point>
    {
        public ValueTask HandleAsync(Point value, ReceivedMessage message, CancellationToken cancellationToken) =>
            handled.WriteAsync($"{message.Topic} {value.X},{value.Y}", cancellationToken);

        public ValueTask HandleAsync(Point work, CancellationToken cancellationToken) =>
            handled.WriteAsync($"work {work.X},{work.Y}", cancellationToken);

        ValueTask<Point> IRequestHandler<Point, Point>.HandleAsync(Point request, CancellationToken cancellationToken) =>
            new(new Point(request.Y, request.X));
    }
}

/// <summary>The JSON of the tests.</summary>
public sealed record Point(int X, int Y);

[JsonSerializable(typeof(Point))]
internal sealed partial class HostingJson : JsonSerializerContext;
