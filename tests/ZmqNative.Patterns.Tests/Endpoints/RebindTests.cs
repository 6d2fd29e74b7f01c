namespace ZmqNative.Patterns.Tests;

/// <summary>The endpoint is free when the task of a dispose has completed, and when an unbind has returned.</summary>
public sealed class RebindTests : PatternsTest
{
    private const int Times = 200;

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("tcp")]
    [TestCase("ipc")]
    [TestCase("abstract")]
    [TestCase("inproc")]
    public async Task An_async_socket_binds_where_the_one_before_was_disposed(string transport)
    {
        string endpoint = await FreeEndpoint(transport);
        for (int i = 0; i < Times; i++)
        {
            await using AsyncSocket socket = CreateSocket(SocketType.Router);
            socket.Bind(endpoint);
        }
    }

    [TestCase("tcp")]
    [TestCase("ipc")]
    [TestCase("abstract")]
    [TestCase("inproc")]
    public async Task A_pattern_binds_where_the_one_before_was_disposed(string transport)
    {
        string endpoint = await FreeEndpoint(transport);
        for (int i = 0; i < Times; i++)
        {
            await using ReplyServer server = new(endpoint, static request => request.Text, On(new ReplyServerOptions()));
        }
    }

    [TestCase("tcp")]
    [TestCase("ipc")]
    [TestCase("abstract")]
    [TestCase("inproc")]
    public async Task Another_binds_as_soon_as_one_has_unbound(string transport)
    {
        string endpoint = await FreeEndpoint(transport);
        await using Puller first = new($"@{endpoint}", On(new PullerOptions()));
        await using AsyncSocket second = CreateSocket(SocketType.Pull);
        for (int i = 0; i < Times; i++)
        {
            first.Unbind(endpoint);
            second.Bind(endpoint);
            second.Unbind(endpoint);
            first.Bind(endpoint);
        }
    }

    [Test]
    public async Task Peers_that_are_connected_do_not_keep_the_endpoint()
    {
        string endpoint = await FreeEndpoint("tcp");
        await using RequestClient client = new(endpoint, On(new RequestClientOptions { ReconnectInterval = TimeSpan.FromMilliseconds(1) }));
        for (int i = 0; i < Times / 10; i++)
        {
            await using ReplyServer server = new(endpoint, static request => request.Text, On(new ReplyServerOptions()));
            await server.WaitForPeersAsync(cancellationToken: Limit);
        }
    }

    [Test]
    public async Task A_slot_in_the_context_is_free_again_when_the_dispose_has_completed()
    {
        using Context small = new() { MaxSockets = 1 };
        for (int i = 0; i < Times; i++)
        {
            await using AsyncSocket socket = Reactor.CreateSocket(small, SocketType.Pull);
            socket.Bind(AnyPort);
        }

        // A pattern's socket, and both ends of its monitor.
        using Context larger = new() { MaxSockets = 3 };
        for (int i = 0; i < Times; i++)
        {
            await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()) with { Context = larger });
        }
    }

    [Test]
    public async Task A_path_that_another_process_listens_on_or_that_is_a_file_is_refused()
    {
        string taken = $"ipc://{_folder}/taken";
        await using Publisher first = new(taken, On(new PublisherOptions()));
        string file = $"{_folder}/file";
        await File.WriteAllTextAsync(file, "precious", Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new Publisher(taken, On(new PublisherOptions())), Throws.TypeOf<AddressInUseException>());
            Assert.That(() => new Publisher($"ipc://{file}", On(new PublisherOptions())), Throws.TypeOf<AddressInUseException>());
            Assert.That(await File.ReadAllTextAsync(file, Limit), Is.EqualTo("precious"));
        }

        await first.DisposeAsync();
        Assert.That($"{_folder}/taken", Does.Not.Exist);
        await NothingAliveBut(0);
    }

    private async Task<string> FreeEndpoint(string transport)
    {
        if (transport is "abstract" && !OperatingSystem.IsLinux())
        {
            Assert.Ignore("Only Linux has abstract names.");
        }

        if (transport != "tcp")
        {
            return transport switch
            {
                "ipc" => $"ipc://{_folder}/x",
                "abstract" => $"ipc://@{Guid.NewGuid():N}",
                _ => Inproc(),
            };
        }

        await using AsyncSocket socket = CreateSocket(SocketType.Pull);
        socket.Bind(AnyPort);
        return socket.LastEndpoint;
    }
}
