using ZmqNative.Tests.Readme;

namespace ZmqNative.Patterns.Tests.Readme;

/// <summary>The patterns in README.md: the code is the same as here, and here it runs.</summary>
[NonParallelizable]
public sealed class PatternsTests : PatternTest
{
    [TestCase("publish", "sunny")]
    [TestCase("request", "HELLO")]
    [TestCase("push", "some work")]
    [TestCase("pair", "Good day to you")]
    [TestCase("proxy", "1 task passed")]
    public async Task Pattern_in_the_readme_is_the_code_that_runs_and_prints_what_its_comment_says(string name, string printed)
    {
        Assert.That(ReadmeFile.Block($"runs: {name}"), Is.EqualTo(ReadmeFile.SourceBetweenMarks(name)));

        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            await RunAsync(name).WaitAsync(Generous);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.That(output.ToString().Trim(), Is.EqualTo(printed));
    }

    private static Task RunAsync(string name) => name switch
    {
        "publish" => PublishAsync(),
        "request" => RequestAsync(),
        "push" => PushAsync(),
        "proxy" => ProxyAsync(),
        _ => PairAsync(),
    };

    private static async Task PublishAsync()
    {
        // <publish>
        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using Subscriber subscriber = new(publisher.LastEndpoint, "weather");
        await publisher.WaitForSubscriberAsync();               // what is published before is lost
        await publisher.PublishAsync("weather", "sunny");       // on the wire: weather | sunny
        using ReceivedMessage message = await subscriber.ReceiveAsync();
        Console.WriteLine(message.Text);                        // sunny
        // </publish>
    }

    private static async Task RequestAsync()
    {
        // <request>
        await using ReplyServer server = new("tcp://127.0.0.1:*", request => request.Text.ToUpperInvariant());
        await using RequestClient client = new(server.LastEndpoint);
        string answer = await client.RequestAsync("hello", timeout: TimeSpan.FromSeconds(5));
        Console.WriteLine(answer);                              // HELLO
        // </request>
    }

    private static async Task ProxyAsync()
    {
        // <proxy>
        await using MessageProxy proxy = MessageProxy.Streamer("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
        await using Pusher pusher = new(">" + proxy.LastEndpoint);
        await using Puller puller = new(">" + proxy.Backend.LastEndpoint);
        await pusher.PushAsync("a task");
        using ReceivedMessage task = await puller.ReceiveAsync();
        proxy.Pause();                                          // pushers wait, at their high-water mark
        proxy.Resume();
        Console.WriteLine($"{proxy.Statistics.Received} task passed");  // 1 task passed
        // </proxy>
    }

    private static async Task PushAsync()
    {
        // <push>
        await using Pusher pusher = new("@tcp://127.0.0.1:*");
        await using Puller puller = new(">" + pusher.LastEndpoint);
        await pusher.PushAsync("some work");                    // waits while all pullers are behind
        await foreach (ReceivedMessage work in puller.ReadAllAsync())
        {
            Console.WriteLine(work.Text);                       // some work
            break;
        }
        // </push>
    }

    private static async Task PairAsync()
    {
        // <pair>
        await using PairServer server = new("tcp://127.0.0.1:*", message => $"{message.Text} to you");
        await using PairClient client = new(server.LastEndpoint);
        Console.WriteLine(await client.RequestAsync("Good day"));   // Good day to you
        // </pair>
    }
}
