using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ZmqNative.Patterns.Tests.Samples;

/// <summary>Runs the samples as a reader would, and checks their output.</summary>
public sealed partial class SampleTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [TestCase("PublishSubscribe", "1000: Hi there!")]
    [TestCase("Topics", "weather: sun, news/sports: 1:0")]
    [TestCase("RequestReply", "World for Hello 1\nWorld for Hello 2")]
    [TestCase("TypedRequests", "book: 42\nHandlerFailed")]
    [TestCase("PushPull", "Task 1\nTask 2")]
    [TestCase("Workers", "100 done")]
    [TestCase("PairRequests", "Pong")]
    [TestCase("PairStreams", "from the left, from the right")]
    public async Task An_example_prints_its_output(string example, string output)
    {
        using Process process = Start("Patterns", example);
        Assert.That(await EndAsync(process), Is.EqualTo(output));
    }

    [Test]
    public async Task An_unknown_example_is_answered_with_the_names()
    {
        using Process process = Start("Patterns", "nonsense");
        await process.StandardOutput.ReadToEndAsync();
        Assert.That(await process.StandardError.ReadToEndAsync(), Does.Contain("PublishSubscribe"));
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task The_guides_publisher_and_subscriber_talk_to_each_other()
    {
        using Process publisher = Start("ZmqNative.Samples.Publisher", "tcp://127.0.0.1:*", "5");
        string first = (await publisher.StandardOutput.ReadLineAsync())!;
        using Process subscriber = Start("ZmqNative.Samples.Subscriber", Endpoint().Match(first).Value, "5");

        string received = await EndAsync(subscriber);
        string sent = await EndAsync(publisher);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(sent.Split('\n'), Has.Length.EqualTo(5));
            Assert.That(received.Split('\n')[1..], Has.Length.EqualTo(5));
            Assert.That(received, Does.Match(@"Received: 1 notification: This is test message 1 \(\d{10}\.\d{3}\)"));
            Assert.That(received, Does.Contain("Received: 5 "));
        }
    }

    // The samples are built beside the tests, in the same configuration: the project refers to them without their code.
    private static Process Start(string name, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<string> EndAsync(Process process)
    {
        using CancellationTokenSource limit = new(Generous);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.Zero, await errors);
            return output.ReplaceLineEndings("\n").TrimEnd();
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    [GeneratedRegex(@"tcp://[\d.]+:\d+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Endpoint();
}
