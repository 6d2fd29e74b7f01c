using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>The code of the README and of docs/hosting.md about hosts: it is the same as here, and here it compiles.</summary>
public sealed class HostingPageTests : HostingTest
{
    [Test]
    public void The_ten_lines_are_the_code_that_compiles() => Assert.That(
        ReadmeFile.Block("runs: web"), Is.EqualTo("using ZmqNative.Patterns;\n\n" + ReadmeFile.SourceBetweenMarks("web")));

    [Test]
    public async Task The_hosted_broker_is_the_code_that_runs()
    {
        Assert.That(
            ReadmeFile.Block("runs: hosted broker", "docs/hosting.md"), Is.EqualTo(ReadmeFile.SourceBetweenMarks("hosted broker")));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
        [
            new("ZmqNative:Brokers:shop:Endpoints", AnyPort),
            new("ZmqNative:BrokerClients:warehouse:Endpoints", Inproc()),
        ]);
        builder.Services.AddSingleton(TimeProvider.System);
        AddBroker(builder);
        using IHost host = builder.Build();
        await host.StartAsync(Limit);
        Broker broker = host.Services.GetRequiredKeyedService<Broker>("shop");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await broker.Actor("book").AskAsync<string>("x", Generous, Limit), Is.EqualTo("book"));
            Assert.That(await broker.Actor("order/42").AskAsync<string>("x", Generous, Limit), Is.EqualTo("42"));
            Assert.That(await broker.Actor("clock").AskAsync<string>("x", Generous, Limit), Is.EqualTo("clock"));
            Assert.That(await broker.Actor("upper").AskAsync<string>("x", Generous, Limit), Is.EqualTo("X"));
        }

        await host.StopAsync(Limit);
        await DisposeAsync(host);
    }

    internal static void Program(string[] args)
    {
        // <web>
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddZmqNative().AddPublisher("updates", "tcp://*:5555");
        WebApplication app = builder.Build();
        app.MapPost("/send", (string message, Publisher publisher) => publisher.PublishAsync("updates", message));
        app.Run();
        // </web>
    }

    private static void AddBroker(HostApplicationBuilder builder)
    {
        // <hosted broker>
        builder.Services.AddZmqNative(builder.Configuration)
            .AddBroker("shop", "tcp://*:5570", broker => broker
                .AddActor<BookActor>("book")
                .AddKeyedActors<OrderActor>("order/{id}", new KeyedOptions { PassivateAfter = TimeSpan.FromMinutes(5) })
                .AddActor("clock", services => new ClockActor(services.GetRequiredService<TimeProvider>()))
                .OnCreated((services, broker) => broker.Spawn("upper", (string text) => text.ToUpperInvariant())))
            .AddBrokerClient("warehouse", "tcp://warehouse.example:5570");
        // </hosted broker>
    }

    private class NamedActor(string name) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply(name);
            return default;
        }
    }

    private sealed class BookActor() : NamedActor("book");

    private sealed class OrderActor(string id) : NamedActor(id);

    private sealed class ClockActor(TimeProvider time) : NamedActor(time == TimeProvider.System ? "clock" : "other clock");
}
