using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ZmqNative.Hosting.Tests;

/// <summary>Proxies of a host: from code and from configuration, their health and their end.</summary>
public sealed class ProxyTests : HostingTest
{
    [Test]
    public async Task A_proxy_from_code_forwards_work_and_ends_after_the_pushers()
    {
        string front = Inproc();
        string back = Inproc();
        IHost host = await StartAsync(services =>
        {
            services.AddZmqNative().AddProxy("jobs", MessageProxyKind.Streamer, front, back).AddPusher("out", ">" + front);
            services.AddHealthChecks().AddZmqNative();
        });
        await using Puller puller = new(">" + back, new PullerOptions
        {
            Context = host.Services.GetRequiredService<Context>(),
            Reactor = host.Services.GetRequiredService<Reactor>(),
        });
        await Named<Pusher>(host, "out").PushAsync("a job", Limit);
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("a job"));

        MessageProxy proxy = Named<MessageProxy>(host, "jobs");
        await Eventually(() => proxy.Passed.ForwardMessages == 1, "it is counted");
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        HealthReport report = await health.CheckHealthAsync(Limit);
        Assert.That(report.Status, Is.EqualTo(HealthStatus.Healthy));
        proxy.Pause();
        report = await health.CheckHealthAsync(Limit);
        Assert.That(report.Status, Is.EqualTo(HealthStatus.Degraded));
        await host.StopAsync(Limit);
        Assert.That(() => proxy.Resume(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_proxy_from_configuration_has_its_kind_and_both_endpoints()
    {
        IHost host = await StartAsync(
            (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Proxies:requests:Kind", "Queue"),
            ("ZmqNative:Proxies:requests:Endpoints", AnyPort),
            ("ZmqNative:Proxies:requests:Backend", AnyPort),
            ("ZmqNative:Proxies:requests:Capture", AnyPort));

        MessageProxy proxy = Named<MessageProxy>(host, "requests");
        Assert.That((proxy.ProxyKind, proxy.Name), Is.EqualTo((MessageProxyKind.Queue, "requests")));
        await using ReplyServer server = new(">" + proxy.Backend.LastEndpoint, static request => request.Text.ToUpperInvariant());
        await using RequestClient client = new(proxy.LastEndpoint);
        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("HELLO"));
    }

    [Test]
    public void A_proxy_without_a_kind_or_with_a_wrong_one_is_refused_with_the_reason()
    {
        Assert.That(
            () => StartAsync(services => services.AddZmqNative().AddProxy("p", frontend: AnyPort, backend: AnyPort)),
            Throws.InstanceOf<SocketStartException>().With.Message.Contains("Kind"));
        Assert.That(
            () => StartAsync(
                (services, configuration) => services.AddZmqNative(configuration),
                ("ZmqNative:Proxies:p:Kind", "Tube"), ("ZmqNative:Proxies:p:Endpoints", AnyPort)),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Forwarder, Queue, Streamer"));
    }
}
