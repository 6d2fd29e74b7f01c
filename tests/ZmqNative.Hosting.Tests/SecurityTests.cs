namespace ZmqNative.Hosting.Tests;

/// <summary>CURVE by configuration, and the authenticator of a host.</summary>
public sealed class SecurityTests : HostingTest
{
    [Test]
    public async Task A_CURVE_server_of_the_configuration_does_not_start_without_an_authenticator()
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        Exception failure = (await Assert.CatchAsync(() => StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Pullers:jobs:Endpoints", $"@{AnyPort}"),
            ("ZmqNative:Pullers:jobs:CurveSecretKey", keys.SecretKey))))!;
        Assert.That(failure.ToString(), Does.Contain("jobs").And.Contain("Authenticator").And.Not.Contain(keys.SecretKey));
        await NoAsyncSocketAlive();
    }

    [Test]
    public async Task An_authenticator_of_the_host_decides_for_its_servers_and_is_a_service()
    {
        CurveKeyPair server = CurveKeyPair.Generate();
        CurveKeyPair alice = CurveKeyPair.Generate();
        IHost host = await StartAsync(
            (services, configuration) => services.AddZmqNative(configuration)
                .AddAuthenticator(_ => AuthenticationPolicy.RefuseAll, static options => options with { Name = "gate" }),
            ("ZmqNative:Pullers:jobs:Endpoints", $"@{AnyPort}"),
            ("ZmqNative:Pullers:jobs:CurveSecretKey", server.SecretKey),
            ("ZmqNative:Pullers:jobs:CurveDomain", "jobs"));
        Authenticator authenticator = host.Services.GetRequiredService<Authenticator>();
        authenticator.SetPolicy("jobs", new AuthenticationPolicy { Curve = new CurveUsers(("alice", alice.PublicKey)) });
        Puller puller = Named<Puller>(host, "jobs");
        await using Pusher pusher = new(
            $">{puller.LastEndpoint}", new PusherOptions { Security = new CurveClient(server.PublicKey, alice) });
        await pusher.PushAsync("x", Limit);
        using ReceivedMessage message = await puller.ReceiveAsync(Limit);
        Assert.That((message.UserId, authenticator.Name), Is.EqualTo(("alice", "gate")));
        await host.StopAsync(Limit);
    }

    [Test]
    public void A_second_authenticator_is_refused()
    {
        ZmqNativeBuilder builder = new ServiceCollection().AddZmqNative().AddAuthenticator(_ => AuthenticationPolicy.RefuseAll);
        Assert.That(() => builder.AddAuthenticator(_ => AuthenticationPolicy.RefuseAll), Throws.InvalidOperationException);
    }
}
