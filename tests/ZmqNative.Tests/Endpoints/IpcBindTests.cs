using System.Net.Sockets;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative.Tests;

/// <summary>Files and sockets at the path of an <c>ipc://</c> endpoint, which libzmq would delete or take over.</summary>
[Platform("Linux,MacOsX", Reason = "needs ipc in libzmq")]
public sealed class IpcBindTests : SocketTest
{
    [Test]
    public void A_file_that_is_not_a_socket_is_kept()
    {
        string endpoint = Ipc();
        File.WriteAllText(PathOf(endpoint), "precious");
        using Socket socket = Create(SocketType.Rep);

        AddressInUseException refused = Assert.Throws<AddressInUseException>(() => socket.Bind(endpoint))!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllText(PathOf(endpoint)), Is.EqualTo("precious"));
            Assert.That(refused.Message, Does.Contain(endpoint).And.Contain("no socket").And.Not.Contain("port"));
        }
    }

    [Test]
    public void An_empty_file_and_a_link_are_kept_too()
    {
        string empty = Ipc();
        File.WriteAllText(PathOf(empty), string.Empty);
        string link = Ipc();
        File.CreateSymbolicLink(PathOf(link), PathOf(empty));
        using Socket socket = Create(SocketType.Rep);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => socket.Bind(empty), Throws.TypeOf<AddressInUseException>());
            Assert.That(() => socket.Bind(link), Throws.TypeOf<AddressInUseException>());
            Assert.That(PathOf(empty), Does.Exist);
            Assert.That(PathOf(link), Does.Exist);
        }
    }

    [Test]
    public void An_endpoint_with_a_listener_is_not_taken_over()
    {
        using Context other = new();
        using Socket first = other.CreateSocket(SocketType.Pull);
        string endpoint = Ipc();
        first.Bind(endpoint);
        using Socket second = Create(SocketType.Pull);

        Assert.That(
            () => second.Bind(endpoint),
            Throws.TypeOf<AddressInUseException>().With.Message.Contains("Something listens there").And.Message.Not.Contains("port"));

        using Socket push = Connected(SocketType.Push, endpoint);
        push.Send("still there");
        Assert.That(ReceiveText(first), Is.EqualTo("still there"));
    }

    [Test]
    public void A_listener_whose_queue_is_full_is_not_taken_over()
    {
        string endpoint = Ipc();
        using NetSocket listener = new(AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(PathOf(endpoint)));
        listener.Listen(0);
        using NetSocket queued = new(AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, ProtocolType.Unspecified);
        queued.Connect(new UnixDomainSocketEndPoint(PathOf(endpoint)));
        using Socket socket = Create(SocketType.Pull);

        Assert.That(() => socket.Bind(endpoint), Throws.TypeOf<AddressInUseException>());

        Assert.That(PathOf(endpoint), Does.Exist);
    }

    [Test]
    public void A_socket_file_without_a_listener_is_taken_over()
    {
        string endpoint = Ipc();
        LeaveSocketAt(PathOf(endpoint));
        using Socket pull = Create(SocketType.Pull);

        pull.Bind(endpoint);

        using Socket push = Connected(SocketType.Push, endpoint);
        push.Send("taken over");
        Assert.That(ReceiveText(pull), Is.EqualTo("taken over"));
    }

    [Test]
    public void Of_many_threads_that_bind_to_one_path_one_succeeds()
    {
        string endpoint = Ipc();
        Socket[] sockets = [.. Enumerable.Range(0, 8).Select(_ => Create(SocketType.Pull))];
        int bound = 0;

        Parallel.ForEach(sockets, new ParallelOptions { MaxDegreeOfParallelism = sockets.Length }, socket =>
        {
            try
            {
                socket.Bind(endpoint);
                _ = Interlocked.Increment(ref bound);
            }
            catch (AddressInUseException)
            {
                // Expected for all threads but one.
            }
        });

        Array.ForEach(sockets, static socket => socket.Dispose());
        Assert.That(bound, Is.EqualTo(1));
    }

    [Test]
    public void The_file_is_removed_when_the_socket_unbinds_and_when_it_is_disposed()
    {
        string unbound = Ipc();
        using Socket first = Bound(SocketType.Pull, out _, unbound);
        Assert.That(PathOf(unbound), Does.Exist);
        first.Unbind(unbound);
        Assert.That(PathOf(unbound), Does.Not.Exist);

        string disposed = Ipc();
        Socket second = Bound(SocketType.Pull, out _, disposed);
        second.Dispose();
        Assert.That(PathOf(disposed), Does.Not.Exist);

        string left = Ipc();
        Context context = new();
        Socket third = context.CreateSocket(SocketType.Pull);
        third.Bind(left);
        context.Dispose();
        Assert.That(PathOf(left), Does.Not.Exist);
    }

    [Test]
    public void A_path_that_libzmq_chose_is_removed_by_unbinding()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, "ipc://*");
        string folder = Path.GetDirectoryName(PathOf(endpoint))!;
        Assert.That(folder, Does.Exist);

        pull.Unbind(endpoint);

        Assert.That(PathOf(endpoint), Does.Not.Exist);
        Eventually(() => !Directory.Exists(folder), "the folder stays");
    }

    [Test]
    public void A_file_that_another_program_has_created_since_is_kept()
    {
        string endpoint = Ipc();
        using Socket pull = Bound(SocketType.Pull, out _, endpoint);
        File.Delete(PathOf(endpoint));
        File.WriteAllText(PathOf(endpoint), "another's");

        pull.Unbind(endpoint);

        Assert.That(PathOf(endpoint), Does.Exist);
    }

    [Test]
    public void The_file_of_a_relative_path_is_found_again()
    {
        string name = $"zmqnative-{Guid.NewGuid():N}";
        string path = Path.GetFullPath(name);
        using Socket pull = Bound(SocketType.Pull, out string endpoint, $"ipc://{name}");
        Assert.That(path, Does.Exist);

        pull.Unbind(endpoint);

        Assert.That(path, Does.Not.Exist);
    }

    [Test]
    [Platform("Linux", Reason = "no other system has abstract names")]
    public void An_abstract_name_has_one_owner_and_no_file()
    {
        string endpoint = $"ipc://@zmqnative-{Guid.NewGuid():N}";
        using Socket first = Bound(SocketType.Pull, out string last, endpoint);
        using Socket second = Create(SocketType.Pull);

        Assert.That(last, Is.EqualTo(endpoint));
        Assert.That(() => second.Bind(endpoint), Throws.TypeOf<AddressInUseException>());
        using Socket push = Connected(SocketType.Push, endpoint);
        push.Send("abstract");
        Assert.That(ReceiveText(first), Is.EqualTo("abstract"));
        first.Unbind(endpoint);
        second.Bind(endpoint);
    }

    [Test]
    public void A_missing_folder_a_folder_and_an_empty_name_give_different_errors()
    {
        using Socket socket = Create(SocketType.Pub);
        string missing = $"ipc:///tmp/zmqnative-{Guid.NewGuid():N}/x";
        string folder = $"ipc://{Path.GetTempPath()}";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => socket.Bind(missing),
                Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOENT").And.Message.Contains("folder")
                    .And.Message.Not.Contains("LastEndpoint"));
            Assert.That(
                () => socket.Bind(folder),
                Throws.TypeOf<AddressInUseException>().With.Message.Contains("folder").And.Message.Not.Contains("port"));
            Assert.That(() => socket.Bind("ipc://@"), Throws.TypeOf<ZmqException>().With.Message.Contains("@name"));
            Assert.That(() => socket.Connect("ipc://@"), Throws.TypeOf<ZmqException>().With.Message.Contains("@name"));
        }
    }

    [Test]
    public void A_path_has_a_maximal_length_that_the_message_names()
    {
        int longest = OperatingSystem.IsMacOS() ? 103 : 107;
        string folder = Directory.CreateTempSubdirectory("zmq").FullName;
        string fits = $"{folder}/".PadRight(longest, 'x');
        using Socket socket = Create(SocketType.Pub);
        try
        {
            socket.Bind($"ipc://{fits}");
            socket.Unbind($"ipc://{fits}");
            string accents = $"{folder}/{new string('\u00e9', (longest - folder.Length) / 2)}";
            using (Assert.EnterMultipleScope())
            {
                Assert.That(() => socket.Bind($"ipc://{fits}x"), TooLong());
                Assert.That(() => socket.Connect($"ipc://{fits}x"), TooLong());
                Assert.That(() => socket.Bind($"ipc://{accents}\u00e9"), TooLong());
                Assert.That(() => socket.Connect($"ipc://@{fits}"), TooLong());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        NUnit.Framework.Constraints.IResolveConstraint TooLong() =>
            Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENAMETOOLONG").And.Message.Contains($"at most {longest}");
    }

    private static string PathOf(string endpoint) => endpoint["ipc://".Length..];

    private static void LeaveSocketAt(string path)
    {
        using NetSocket listener = new(AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path + "-"));
        listener.Listen();

        // .NET removes the file that it bound itself.
        File.Move(path + "-", path);
    }
}
