using ZmqNative.Analyzers.Fixes;

namespace ZmqNative.Analyzers.Tests;

/// <summary>ZMQ002.</summary>
internal sealed class UndisposedTests : RuleTest<UndisposedMessageAnalyzer, UndisposedMessageFix>
{
    [Test]
    public Task A_message_that_no_use_disposes_or_passes_on_is_reported() => VerifyAsync(Program(
        "Frame [|frame|] = pull.Receive(); Console.WriteLine(frame.Length);",
        "var [|frame|] = pull.Receive(); Console.WriteLine(frame);",
        "Frame [|frame|] = Frame.Allocate(5); frame.WritableSpan.Clear();",
        "Frame [|frame|] = \"text\"; Console.WriteLine($\"{frame}\");",
        "Frame [|unused|] = Frame.Empty();",
        "MultipartMessage [|message|] = pull.ReceiveMessage(); foreach (Frame part in message) { Console.WriteLine(part.ToString()); }",
        "MultipartMessage [|message|] = [\"a\", \"b\"]; Console.WriteLine(message[0].ToString());",
        "ReceivedMessage [|message|] = await subscriber.ReceiveAsync(); Console.WriteLine(message.Text);",
        "ReceivedMessage [|message|] = await subscriber.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(1)); Console.WriteLine(message.Text);",
        "ReceivedMessage [|reply|] = await client.RequestAsync(new byte[1]); Console.WriteLine(reply.Text);",
        "Frame [|answer|] = await actor.AskAsync<Frame>(1); Console.WriteLine(answer.Length);",
        "if (pull.TryReceive(out Frame [|frame|])) { Console.WriteLine(frame.Length); }",
        "if (pull.TryReceive(out var [|frame|])) { Console.WriteLine(frame.Length); }",
        "Frame [|frame|]; frame = pull.Receive(); Console.WriteLine(frame.Length);",
        "Frame [|frame|] = default; while (pull.TryReceive(out frame)) { Console.WriteLine(frame.Length); }",
        "Frame [|frame|] = Frame.Empty(); pull.ReceiveInto(frame);"));

    [Test]
    public Task A_message_that_is_disposed_or_may_be_passed_on_is_not_reported() => VerifyAsync(Program(
        "using Frame frame = pull.Receive();",
        "using (Frame frame = pull.Receive()) { Console.WriteLine(frame); }",
        "Frame frame = pull.Receive(); using (frame) { }",
        "Frame frame = pull.Receive(); try { } finally { frame.Dispose(); }",
        "Frame frame = pull.Receive(); push.Send(frame);",
        "Frame frame = pull.Receive(); using ReceivedMessage reply = await client.RequestAsync(frame.Move());",
        "Frame frame = pull.Receive(); await pusher.PushAsync(frame);",
        "Frame frame = pull.Receive(); MultipartMessage both = [frame, \"b\"]; push.Send(both);",
        "Frame frame = pull.Receive(); List<Frame> all = []; all.Add(frame);",
        "Frame frame = pull.Receive(); Frame[] all = [frame];",
        "Frame frame = pull.Receive(); (Frame, int) pair = (frame, 1);",
        "Frame frame = pull.Receive(); Func<Frame> later = () => frame;",
        "Frame frame = pull.Receive(); Frame copy = frame; copy.Dispose();",
        "Frame frame = pull.Receive(); object boxed = frame;",
        "MultipartMessage message = pull.ReceiveMessage(); push.Send(message);",
        "using MultipartMessage message = pull.ReceiveMessage(); Frame first = message[0]; foreach (Frame part in message) { Console.WriteLine(part.Length); }",
        "ReceivedMessage message = await subscriber.ReceiveAsync(); ReceivedMessage kept = message.Detach(); kept.Dispose();",
        "await foreach (ReceivedMessage message in subscriber.ReadAllAsync()) { Console.WriteLine(message.Text); }",
        "subscriber.Handle(message => Console.WriteLine(message.Text));",
        "if (pull.TryReceive(out Frame frame)) { push.Send(frame); }",
        "if (!pull.TryReceive(out _)) { }",
        "bool none = pull.TryReceive(out Frame frame);",
        "Frame none = default; Console.WriteLine(none.IsAlive);",
        "string text = await client.RequestAsync(\"x\");",
        "pull.Receive().Dispose();",
        "Action receive = () => pull.Receive();",
        "Action receive = () => _ = pull.Receive();",
        "Frame frame = pull.Receive(); Action later = frame.Dispose;",
        "ReceivedMessage message = await subscriber.ReceiveAsync(); push.Send(message.Frames);",
        "push.Send((await subscriber.ReceiveAsync()).Frames);",
        "if (!pull.TryReceive(out Frame none)) { Console.WriteLine(none.IsAlive); }",
        "push.Send(pull.Receive());"));

    [Test]
    public Task A_result_without_a_variable_is_reported() => VerifyAsync(Program(
        "[|pull.Receive()|];",
        "_ = [|pull.Receive()|];",
        "[|await subscriber.ReceiveAsync()|];",
        "string text = [|pull.Receive()|].ToString();",
        "string text = ([|await subscriber.ReceiveAsync()|]).Text;",
        "foreach (Frame part in [|pull.ReceiveMessage()|]) { }",
        "Console.WriteLine($\"{[|pull.Receive()|]}\");"));

    [Test]
    public Task A_message_for_an_actor_belongs_to_it() => VerifyAsync("""
        await using Broker broker = new();
        broker.Spawn("a", (Frame [|frame|]) => frame.Length);
        broker.Spawn("b", (Frame frame) => { using (frame) { return frame.Length; } });
        broker.Spawn("c", (Frame frame) => frame);
        broker.Spawn("d", (message, context) => { if (message is Frame [|frame|]) { context.Reply(frame.Length); } return default; });
        broker.Spawn("e", (message, context) => { if (message is Frame frame) { context.Reply(frame); } return default; });
        broker.Spawn("f", async (message, context) => { if (message is Frame { Length: > 1 }) { await context.ForwardAsync(context.Self); } });
        broker.Spawn("g", async (message, context) => { if (message is Frame frame && frame.Length > 1) { await context.ForwardAsync(context.Self); } });

        sealed class Counter : Actor<Counter>, IHandlers<Counter>, IHandle<Frame>, IHandle<MultipartMessage, int>, IHandle<string>
        {
            private int _sum;
            private Frame _last;

            public static void Describe(HandlerTable<Counter> handlers) => handlers.Tell<Frame>();

            public ValueTask HandleAsync(Frame [|message|], ActorContext context)
            {
                _sum += message.Length;
                return default;
            }

            public ValueTask<int> HandleAsync(MultipartMessage message, ActorContext context)
            {
                _last = message.Take(0);
                message.Dispose();
                return new(_last.Length);
            }

            public ValueTask HandleAsync(string message, ActorContext context) => default;

            protected override ValueTask ReceiveOtherAsync(object message, ActorContext context)
            {
                switch (message)
                {
                    case Frame [|frame|]:
                        _sum += frame.Length;
                        break;
                    case MultipartMessage frames:
                        frames.Dispose();
                        break;
                }

                return default;
            }
        }
        """);

    [Test]
    public Task A_message_that_a_pattern_names_is_not_reported() => VerifyAsync(Program(
        "if (pull.Receive() is { IsAlive: true } frame) { using (frame) { Console.WriteLine(frame); } }",
        "if (pull.Receive() is Frame frame) { frame.Dispose(); }",
        "if (await subscriber.ReceiveAsync() is { } message) { message.Dispose(); }"));

    [TestCase("Frame [|frame|] = pull.Receive(); Console.WriteLine(frame);", "using Frame frame = pull.Receive(); Console.WriteLine(frame);")]
    [TestCase("var [|message|] = await subscriber.ReceiveAsync();", "using var message = await subscriber.ReceiveAsync();")]
    [TestCase("[|pull.Receive()|];", "pull.Receive().Dispose();")]
    [TestCase("_ = [|pull.Receive()|];", "pull.Receive().Dispose();")]
    [TestCase("[|await subscriber.ReceiveAsync()|];", "(await subscriber.ReceiveAsync()).Dispose();")]
    [TestCase(
        "Console.WriteLine([|pull.Receive()|].ToString());",
        "using Frame frame = pull.Receive();\nConsole.WriteLine(frame.ToString());")]
    [TestCase(
        "{\n    // Why.\n    string text = ([|await subscriber.ReceiveAsync()|]).Text;\n}",
        "{\n    // Why.\n    using ReceivedMessage message = await subscriber.ReceiveAsync();\n    string text = (message).Text;\n}")]
    [TestCase(
        "if (pull.TryReceive(out Frame [|frame|]))\n{\n    Console.WriteLine(frame);\n}",
        "if (pull.TryReceive(out Frame frame))\n{\n    using (frame)\n    {\n        Console.WriteLine(frame);\n    }\n}")]
    public Task The_fix_disposes(string before, string after) => VerifyFixAsync(Program(before), Program(after));

    [TestCase("Frame [|frame|] = pull.Receive(); frame = default;")]
    [TestCase("while ([|pull.Receive()|].Length > 0) { }")]
    public Task There_is_no_fix_where_using_does_not_compile_or_changes_the_meaning(string statement) => VerifyFixAsync(Program(statement), Program(statement));

    private static string Program(params string[] statements) => $$"""
        using Context zmq = new();
        using Socket pull = zmq.CreateSocket(SocketType.Pull);
        using Socket push = zmq.CreateSocket(SocketType.Push);
        await using Subscriber subscriber = new("inproc://a");
        await using RequestClient client = new("inproc://b");
        await using Pusher pusher = new("inproc://c");
        await using Broker broker = new();
        ActorRef actor = broker.Actor("a");
        {{string.Join("\n", statements.Length == 1 ? statements : statements.Select(static s => $"{{ {s} }}"))}}
        """;
}
