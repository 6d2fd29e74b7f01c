namespace ZmqNative.Tests.Readme;

/// <summary>The code of README.md: it is the same as here, and here it runs.</summary>
[NonParallelizable]
public sealed class QuickstartTests : ZmqTest
{
    [Test]
    public void Quickstart_prints_what_its_comments_say()
    {
        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            Quickstart();
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.That(
            output.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo("""
                hello
                1,000,000 bytes, read where libzmq received them
                nothing more
                echoed: 42 | hello, is it there?

                """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Quickstart_in_the_readme_is_the_code_that_runs() =>
        Assert.That(ReadmeFile.Block("runs: quickstart"), Is.EqualTo(ReadmeFile.SourceBetweenMarks("quickstart")));

    [Test]
    public void Error_in_the_readme_is_the_one_that_is_thrown()
    {
        using Socket first = Context.CreateSocket(SocketType.Pub);
        using Socket second = Context.CreateSocket(SocketType.Pub);
        first.Bind("tcp://127.0.0.1:*");
        string endpoint = first.LastEndpoint;

        AddressInUseException thrown = Assert.Throws<AddressInUseException>(() => second.Bind(endpoint))!;

        string shown = thrown.Message.Replace(endpoint, "tcp://127.0.0.1:5555", StringComparison.Ordinal);
        Assert.That(
            ReadmeFile.Block("thrown: address in use").ReplaceLineEndings(" "),
            Is.EqualTo($"{nameof(AddressInUseException)}: {shown}"));
    }

    private static void Quickstart()
    {
        // <quickstart>
        using Context context = new();

        // Work goes from PUSH to PULL. The port is any free one; LastEndpoint tells which.
        using Socket pull = context.CreateSocket(SocketType.Pull);
        pull.Bind("tcp://127.0.0.1:*");
        using Socket push = context.CreateSocket(SocketType.Push);
        push.Connect(pull.LastEndpoint);

        push.Send("hello"u8);                                   // small: copied
        push.Send(Frame.Wrap(new byte[1_000_000]));             // large: sent from where it is
        using (Frame frame = pull.Receive())
            Console.WriteLine(frame);                           // hello
        using (Frame frame = pull.Receive())
            Console.WriteLine($"{frame.Span.Length:N0} bytes, read where libzmq received them");
        if (!pull.TryReceive(out _, TimeSpan.FromMilliseconds(10)))
            Console.WriteLine("nothing more");

        // Several frames travel as one message. DEALER and ROUTER do not wait for turns, as REQ and REP do.
        using Socket router = context.CreateSocket(SocketType.Router);
        router.Bind("inproc://echo");
        using Socket dealer = context.CreateSocket(SocketType.Dealer);
        dealer.Connect("inproc://echo");

        dealer.Send(["42", "hello, is it there?"]);
        router.Send(router.ReceiveMessage());                   // the routing id in front is the way back
        using MultipartMessage echo = dealer.ReceiveMessage();
        Console.WriteLine($"echoed: {echo}");                   // echoed: 42 | hello, is it there?
        // </quickstart>
    }
}
