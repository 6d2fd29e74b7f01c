using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace ZmqNative.Hosting.Tests;

/// <summary>Traces with spans of two processes.</summary>
public sealed class TwoProcessTests : HostingTest
{
    private readonly List<Activity> _spans = [];

    [Test]
    public async Task A_request_a_publication_and_an_ask_are_handled_in_another_process_within_the_same_trace()
    {
        _spans.Clear();
        using TracerProvider tracer = Sdk.CreateTracerProviderBuilder()
            .AddSource("test").AddZmqNativeInstrumentation().AddInMemoryExporter(_spans).Build();
        using ActivitySource own = new("test");
        await using Publisher publisher = new(AnyPort);
        await using TracingProcess peer = TracingProcess.Start(publisher.LastEndpoint);
        string server = await peer.ReadAsync("server", Limit);
        Assert.That(
            int.Parse(await peer.ReadAsync("process", Limit), CultureInfo.InvariantCulture), Is.Not.EqualTo(Environment.ProcessId));
        await using BrokerClient actors = new(await peer.ReadAsync("broker", Limit));
        await publisher.WaitForSubscriberAsync(1, Limit);
        await using RequestClient client = new(server);
        string trace;
        string handledRequest;
        string handledMessage;
        string handledAsk;
        using (Activity root = own.StartActivity("root")!)
        {
            root.TraceStateString = "vendor=1";
            trace = root.TraceId.ToString();
            Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("hello"));
            handledRequest = await peer.ReadAsync("span", Limit);
            await publisher.PublishEnvelopeAsync("t", "x"u8.ToArray());
            handledMessage = await peer.ReadAsync("span", Limit);
            Assert.That(await actors.Actor("actor").AskAsync<string>("hello", Generous, Limit), Is.EqualTo("hello"));
            handledAsk = await peer.ReadAsync("span", Limit);
        }

        Assert.That(await peer.EndAsync(Limit), Is.Zero);
        tracer.ForceFlush();
        string request = _spans.Single(static span => span.OperationName == "request").SpanId.ToString();
        string publish = _spans.Single(static span => span.OperationName == "publish").SpanId.ToString();
        string ask = _spans.Single(static span => span.OperationName == "ask").SpanId.ToString();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(handledAsk, Is.EqualTo($"process actor|{trace}|{ask}|True|vendor=1"));
            Assert.That(handledRequest, Is.EqualTo($"process echo|{trace}|{request}|True|vendor=1"));
            Assert.That(handledMessage, Is.EqualTo($"process t|{trace}|{publish}|True|vendor=1"));
        }
    }
}
