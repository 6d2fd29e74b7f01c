using Microsoft.Extensions.Configuration;

namespace ZmqNative.Hosting.Tests;

/// <summary>Policies, users, keys and rules for addresses in configuration, and what happens when it changes.</summary>
public sealed class PolicyConfigurationTests : HostingTest
{
    private const string Policy = "ZmqNative:Security:Policies:global";

    [Test]
    public async Task Users_with_passwords_are_accepted_and_others_are_refused()
    {
        IHost host = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Pullers:jobs:Endpoints", $"@{AnyPort}"),
            ("ZmqNative:Pullers:jobs:PlainServer", "true"),
            ($"{Policy}:Users:bob:Password", "secret"),
            ($"{Policy}:Users:bob:Metadata:role", "worker"),
            ($"{Policy}:AllowAddresses:0", "127.0.0.0/8"));
        Puller puller = Named<Puller>(host, "jobs");
        await using Pusher bob = new($">{puller.LastEndpoint}", new PusherOptions { Security = new PlainClient("bob", "secret") });
        await bob.PushAsync("x", Limit);
        using ReceivedMessage message = await puller.ReceiveAsync(Limit);
        Assert.That((message.UserId, message.User!.IsInRole("worker")), Is.EqualTo(("bob", true)));
        await using Pusher mallory = new($">{puller.LastEndpoint}", new PusherOptions { Security = new PlainClient("bob", "wrong") });
        Assert.That(async () => await mallory.WaitForPeersAsync(cancellationToken: Limit), Throws.InstanceOf<AuthenticationRejectedException>());
        await host.StopAsync(Limit);
    }

    [Test]
    public async Task A_client_of_PLAIN_and_the_addresses_that_peers_may_reach_are_configured()
    {
        IHost host = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Brokers:shop:Endpoints", AnyPort),
            ("ZmqNative:Brokers:shop:Listening:PlainServer", "true"),
            ("ZmqNative:Brokers:shop:Listening:ReachableAddresses:0", "open"),
            ("ZmqNative:Brokers:shop:Listening:ReachableAddresses:1", "order/*"),
            ($"{Policy}:Users:bob:Password", "secret"));
        Broker broker = host.Services.GetRequiredKeyedService<Broker>("shop");
        _ = broker.Spawn("open", (string text) => text);
        _ = broker.Spawn("closed", (string text) => text);
        await using BrokerClient client = new(
            broker.LastEndpoint, new BrokerClientOptions { Security = new PlainClient("bob", "secret"), AskTimeout = TimeSpan.FromSeconds(60) });
        Assert.That(await client.Actor("open").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        Assert.That(
            async () => await client.Actor("closed").AskAsync<string>("x", cancellationToken: Limit), Throws.InstanceOf<ActorNotFoundException>());
        await host.StopAsync(Limit);
    }

    [Test]
    public async Task A_change_of_the_configuration_is_applied_and_a_wrong_one_is_logged_and_changes_nothing()
    {
        CurveKeyPair server = CurveKeyPair.Generate();
        CurveKeyPair old = CurveKeyPair.Generate();
        CurveKeyPair next = CurveKeyPair.Generate();
        IHost host = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Pullers:jobs:Endpoints", $"@{AnyPort}"),
            ("ZmqNative:Pullers:jobs:CurveSecretKey", server.SecretKey),
            ($"{Policy}:Users:alice:PublicKeys:0", old.PublicKey));
        Puller puller = Named<Puller>(host, "jobs");
        await using Pusher first = new($">{puller.LastEndpoint}", new PusherOptions { Security = new CurveClient(server.PublicKey, old) });
        await first.WaitForPeersAsync(cancellationToken: Limit);
        IConfigurationRoot configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        configuration[$"{Policy}:Users:alice:PublicKeys:0"] = next.PublicKey;
        configuration.Reload();

        // False if this thread is late, and the first pusher has been refused again meanwhile.
        _ = first.TryPush("dropped"u8);
        await using Pusher second = new($">{puller.LastEndpoint}", new PusherOptions { Security = new CurveClient(server.PublicKey, next) });
        await second.PushAsync("kept", Limit);
        using (ReceivedMessage message = await puller.ReceiveAsync(Limit))
        {
            Assert.That((message.Text, message.UserId), Is.EqualTo(("kept", "alice")));
        }

        configuration[$"{Policy}:Users:alice:PublicKeys:0"] = "no key";
        configuration.Reload();
        await second.PushAsync("kept, too", Limit);
        using ReceivedMessage last = await puller.ReceiveAsync(Limit);
        Assert.That(last.Text, Is.EqualTo("kept, too"));
        await host.StopAsync(Limit);
    }

    [Test]
    public async Task A_change_while_the_host_starts_is_applied()
    {
        IHost host = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration).AddAuthenticator(_ =>
            {
                // Configuration has been read, and nothing waits for its changes yet.
                configuration[$"{Policy}:Users:bob:Password"] = "new";
                ((IConfigurationRoot)configuration).Reload();
                return AuthenticationPolicy.RefuseAll;
            }),
            ("ZmqNative:Pullers:jobs:Endpoints", $"@{AnyPort}"),
            ("ZmqNative:Pullers:jobs:PlainServer", "true"),
            ($"{Policy}:Users:bob:Password", "old"));
        Puller puller = Named<Puller>(host, "jobs");
        await using Pusher bob = new($">{puller.LastEndpoint}", new PusherOptions { Security = new PlainClient("bob", "new") });
        await bob.WaitForPeersAsync(cancellationToken: Limit);
        await using Pusher old = new($">{puller.LastEndpoint}", new PusherOptions { Security = new PlainClient("bob", "old") });
        Assert.That(async () => await old.WaitForPeersAsync(cancellationToken: Limit), Throws.InstanceOf<AuthenticationRejectedException>());
        await host.StopAsync(Limit);
    }

    [TestCase("Security:Policies:global:User", "x", "Did you mean Users?")]
    [TestCase("Security:Policies:global", "x", "must have keys below it")]
    [TestCase("Security:Policies:global:Users:bob", "secret", "must have keys below it")]
    [TestCase("Security:Policies:global:Users:bob:Metadata:role", "x", "has neither PublicKeys nor Password")]
    [TestCase("Security:Policies:global:Users:bob:Password", "", "Users:bob:Password is not allowed: 1 to 255 bytes")]
    [TestCase("Security:Policies:global:Users:bob:PublicKeys:0", "a secret in the wrong place", "is no public key")]
    [TestCase("Security:Policies:global:AllowAddresses:0", "10.0.0.7/8", "10.0.0.0/8")]
    [TestCase("Security:Policies:global:DenyAddresses", "10.0.0", "is no rule for addresses")]
    [TestCase("Security:Policies:global:CertificateFolder", "/no/such/folder", "cannot be read")]
    [TestCase("Security:Policies:global:AllowNull", "maybe", "true or false")]
    [TestCase("Security:Fallbak:Users", "", "Did you mean Fallback?")]
    [TestCase("Brokers:b:Listening:ReachableAddresses:0", "a b\n", "ReachableAddresses")]
    [TestCase("Pullers:p:PlainUsername", "bob", "PlainPassword is missing")]
    [TestCase("Pullers:p:PlainPassword", "secret", "PlainUsername is missing")]
    public async Task A_wrong_value_ends_the_start_with_its_key(string key, string value, string text)
    {
        Exception failure = (await Assert.CatchAsync(() => StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration), ($"ZmqNative:{key}", value))))!;
        Assert.That(failure.Message, Does.Contain(text));
        Assert.That(failure.Message, Does.Not.Contain("secret"));
    }

    [Test]
    public async Task Two_mechanisms_of_one_socket_are_refused_and_secrets_are_not_shown()
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        Exception failure = (await Assert.CatchAsync(() => StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Pullers:p:Endpoints", AnyPort),
            ("ZmqNative:Pullers:p:CurveSecretKey", keys.SecretKey),
            ("ZmqNative:Pullers:p:PlainServer", "true"),
            ("ZmqNative:Pullers:p:PlainPassword", "hunter2"))))!;
        Assert.That(failure.ToString(), Does.Contain("one mechanism").And.Contain("those of a client"));
        Assert.That(failure.ToString(), Does.Not.Contain(keys.SecretKey).And.Not.Contain("hunter2"));
    }
}
