using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>Publishing and reading texts, JSON and topics through the patterns.</summary>
public class PublishBenchmarks
{
    // In a loop, as in AsyncBenchmarks.
    private const int Loop = 128;

    private static readonly byte[] Payload = new byte[Sizes.Tiny];
    private static readonly Reading Value = new("kitchen", 21.5);

    private readonly Context _context = new();
    private Reactor? _reactor;
    private Publisher? _publisher;
    private Subscriber? _texts;
    private Subscriber? _topics;

    [Params("inproc", "ipc", "tcp")]
    public string Transport { get; set; } = "inproc";

    [GlobalSetup]
    public void Setup() => Blocking.Run(SetupAsync);

    private async Task SetupAsync()
    {
        _reactor = new Reactor();
        _publisher = new Publisher(SocketPair.Endpoint(Transport), new PublisherOptions { Context = _context, Reactor = _reactor });
        SubscriberOptions options = new() { Context = _context, Reactor = _reactor };
        _texts = new Subscriber(_publisher.LastEndpoint, 1000, options);
        _topics = new Subscriber(_publisher.LastEndpoint, "topic", options);
        await _publisher.WaitForSubscriberAsync(2);
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync()
    {
        await _texts!.DisposeAsync();
        await _topics!.DisposeAsync();
        await _publisher!.DisposeAsync();
        await _reactor!.DisposeAsync();
        await _context.DisposeAsync();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Loop)]
    public async ValueTask<int> Topic()
    {
        int sum = 0;
        for (int i = 0; i < Loop; i++)
        {
            await _publisher!.PublishAsync("topic", Payload);
            using ReceivedMessage message = await _topics!.ReceiveAsync();
            sum += message.Span.Length;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Loop)]
    public async ValueTask<int> Text()
    {
        int sum = 0;
        for (int i = 0; i < Loop; i++)
        {
            await _publisher!.PublishTextAsync("Hi there, kitchen!");
            using ReceivedMessage message = await _texts!.ReceiveAsync();
            sum += message.Span.Length;
        }

        return sum;
    }

    /// <summary>Allocates only what the reader requests: the object and its string.</summary>
    [Benchmark(OperationsPerInvoke = Loop)]
    public async ValueTask<double> Json()
    {
        double sum = 0;
        for (int i = 0; i < Loop; i++)
        {
            await _publisher!.PublishJsonAsync(Value, BenchmarkJson.Default.Reading);
            using ReceivedMessage message = await _texts!.ReceiveAsync();
            sum += message.GetJson(BenchmarkJson.Default.Reading)!.Degrees;
        }

        return sum;
    }
}

internal sealed record Reading(string Room, double Degrees);

[JsonSerializable(typeof(Reading))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
