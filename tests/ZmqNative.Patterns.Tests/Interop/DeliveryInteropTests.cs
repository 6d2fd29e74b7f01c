using System.Text.Json;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Patterns.Tests.Interop;

/// <summary>The peers in Python of docs/wire.md, from the text of the page.</summary>
public sealed class DeliveryInteropTests : InteropTest
{
    private const int Count = 2000;

    [Test]
    public async Task A_Python_pusher_and_our_puller([Values] bool fails)
    {
        int failures = 0;
        HashSet<string> handled = [];
        await using PythonPeer python = PythonPeer.StartScript(
            ReadmeFile.Block("parses: a pusher in Python", "docs/wire.md"),
            $$"""
            import json, sys
            context = zmq.Context()
            socket = pusher(context)
            print(json.dumps(socket.bind_to_random_port("tcp://127.0.0.1")), flush=True)
            push(socket, [b"%d" % i for i in range({{Count}})])
            print(json.dumps("done"), flush=True)
            sys.stdin.readline()
            """);
        await using Puller puller = new(
            await python.ReadEndpointAsync(Limit),
            message =>
            {
                if (fails && message.DeliveryCount == 1 && ++failures % 10 == 0)
                {
                    throw new InvalidOperationException("to be delivered again");
                }

                Assert.That(handled.Add(message.Text), Is.True);
            },
            On(new PullerOptions { Delivery = Delivery.Acknowledged }));

        Assert.That((await python.ReadAsync(Limit)).GetString(), Is.EqualTo("done"));

        Assert.That(handled, Has.Count.EqualTo(Count));
        Assert.That((puller.Statistics.Malformed, puller.Statistics.Redelivered), Is.EqualTo((0L, fails ? Count / 10L : 0L)));
    }

    [Test]
    public async Task Our_pusher_and_a_Python_puller([Values] bool fails)
    {
        await using Pusher pusher = new(AnyPort, On(new PusherOptions { Delivery = Delivery.Acknowledged }));
        await using PythonPeer python = PythonPeer.StartScript(
            ReadmeFile.Block("parses: a puller in Python", "docs/wire.md"),
            $$"""
            import json
            handled = []
            def handle(body, message_id, count):
                if {{(fails ? 1 : 0)}} and count == 1 and int(body[0]) % 10 == 0:
                    raise ValueError("to be delivered again")
                handled.append(int(body[0]))
                if len(handled) == {{Count}}:
                    print(json.dumps(sorted(handled) == list(range({{Count}}))), flush=True)
            pull("{{pusher.LastEndpoint}}", handle)
            """);
        List<Task> pushes = [];
        for (int i = 0; i < Count; i++)
        {
            pushes.Add(pusher.PushAsync($"{i}", Limit).AsTask());
        }

        await Task.WhenAll(pushes);

        JsonElement result = await python.ReadAsync(Limit);
        Assert.That(result.GetBoolean(), Is.True);
        Assert.That((pusher.Statistics.Malformed, pusher.Statistics.Redelivered), Is.EqualTo((0L, fails ? Count / 10L : 0L)));
        python.Kill();
    }
}
