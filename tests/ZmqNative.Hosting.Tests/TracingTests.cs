using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ZmqNative.Patterns.Tests.Interop;

namespace ZmqNative.Hosting.Tests;

/// <summary>Traces over the wire, and the names of metrics.</summary>
public sealed class TracingTests : HostingTest
{
    private readonly List<Activity> _spans = [];

    [Test]
    public async Task A_trace_continues_in_the_handler_of_an_envelope()
    {
        using TracerProvider tracer = Trace();
        using ActivitySource own = new("test");
        TaskCompletionSource<ActivityTraceId> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Publisher publisher = new(AnyPort);
        IHost host = await StartAsync(services => services.AddZmqNative().AddSubscriber(
            "reader",
            (_, _, _) =>
            {
                seen.SetResult(Activity.Current!.TraceId);
                return ValueTask.CompletedTask;
            },
            publisher.LastEndpoint, topic: "t", configure: o => o with { Envelopes = true }));
        await publisher.WaitForSubscriberAsync(1, Limit);
        using (Activity root = own.StartActivity("root")!)
        {
            root.TraceStateString = "vendor=1";
            await publisher.PublishEnvelopeAsync("t", "x"u8.ToArray());
            Assert.That(await seen.Task.WaitAsync(Limit), Is.EqualTo(root.TraceId));
            Assert.That(Activity.Current, Is.SameAs(root));
        }

        await host.StopAsync(Limit);
        tracer.ForceFlush();
        Activity publish = _spans.Single(static a => a.OperationName == "publish");
        Activity process = _spans.Single(static a => a.OperationName == "process");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(process.ParentSpanId, Is.EqualTo(publish.SpanId));
            Assert.That(process.HasRemoteParent, Is.True);
            Assert.That(process.TraceStateString, Is.EqualTo("vendor=1"));
            Assert.That((publish.Kind, process.Kind), Is.EqualTo((ActivityKind.Producer, ActivityKind.Consumer)));
            Assert.That((publish.DisplayName, process.DisplayName), Is.EqualTo(("publish t", "process t")));
            Assert.That(publish.GetTagItem("messaging.system"), Is.EqualTo("zeromq"));
            Assert.That(publish.GetTagItem("messaging.destination.name"), Is.EqualTo("t"));
            Assert.That(publish.GetTagItem("messaging.operation.type"), Is.EqualTo("send"));
            Assert.That(process.GetTagItem("messaging.operation.type"), Is.EqualTo("process"));
        }
    }

    [Test]
    public async Task A_trace_continues_in_the_handler_of_a_request_and_failures_are_marked()
    {
        using TracerProvider tracer = Trace();
        IHost serving = await StartAsync(services => services.AddZmqNative().AddReplyServer(
            "s",
            static (_, request, _) => request.Text == "bad" ? throw new InvalidOperationException("no") : new("ok"),
            AnyPort));
        IHost asking = await StartAsync(services => services.AddZmqNative()
            .AddRequestClient("c", Named<ReplyServer>(serving, "s").LastEndpoint));
        RequestClient client = Named<RequestClient>(asking, "c");
        Assert.That(await client.RequestAsync("good", Generous, Limit), Is.EqualTo("ok"));
        Assert.That(async () => await client.RequestAsync("bad", Generous, Limit), Throws.InstanceOf<RequestFailedException>());
        await asking.StopAsync(Limit);
        await serving.StopAsync(Limit);
        tracer.ForceFlush();
        foreach (Activity request in _spans.Where(static a => a.OperationName == "request"))
        {
            Activity process = _spans.Single(a => a.OperationName == "process" && a.TraceId == request.TraceId);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(process.ParentSpanId, Is.EqualTo(request.SpanId));
                Assert.That(process.HasRemoteParent, Is.True);
                Assert.That(process.Status, Is.EqualTo(request.Status));
            }
        }

        Assert.That(_spans.Count(static a => a.GetTagItem("error.type") is not null), Is.EqualTo(2));
    }

    [Test]
    public async Task A_plain_rep_socket_answers_a_traced_request_and_gets_only_its_body()
    {
        using TracerProvider tracer = Trace();
        using Context context = new();
        using Socket rep = context.CreateSocket(SocketType.Rep);
        rep.Bind(AnyPort);
        await using RequestClient client = new(rep.LastEndpoint);
        Task<string> answer = client.RequestAsync("x", Generous, Limit).AsTask();
        using (MultipartMessage request = await Task.Run(rep.ReceiveMessage, Limit).WaitAsync(Limit))
        {
            Assert.That(request, Has.Count.EqualTo(1));
            Assert.That(request[0].ToString(), Is.EqualTo("x"));
        }

        rep.Send("y"u8);
        Assert.That(await answer, Is.EqualTo("y"));
    }

    [Test]
    public async Task A_Python_server_answers_traced_requests()
    {
        using TracerProvider tracer = Trace();
        await using PythonPeer python = PythonPeer.Start("rrserver", 0, 0);
        await using RequestClient client = new(await python.ReadEndpointAsync(Limit));
        for (int i = 0; i < 100; i++)
        {
            Assert.That(await client.RequestAsync($"{i}", Generous, Limit), Is.EqualTo($"Echo: {i}"));
        }

        tracer.ForceFlush();
        Assert.That(_spans, Has.Exactly(100).Items);
    }

    [Test]
    public async Task Without_a_listener_nothing_is_added_to_the_wire()
    {
        await using Reactor reactor = new();
        using Context context = new();
        AsyncSocket router = reactor.CreateSocket(context, SocketType.Router);
        await using (router)
        {
            router.Bind(AnyPort);
            await using RequestClient client = new(router.LastEndpoint);
            Task<string> answer = client.RequestAsync("x", Generous, Limit).AsTask();
            MultipartMessage request = await router.ReceiveAsync(Limit);
            Assert.That(request, Has.Count.EqualTo(4), "routing id, correlation, empty, body");
            await router.SendAsync(request, Limit);
            Assert.That(await answer, Is.EqualTo("x"));
        }
    }

    [Test]
    public async Task Metrics_have_the_names_of_the_conventions()
    {
        List<Metric> metrics = [];
        using MeterProvider meter = Sdk.CreateMeterProviderBuilder()
            .AddZmqNativeInstrumentation().AddInMemoryExporter(metrics).Build();
        string endpoint = Inproc();
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddRequestClient("metered client", endpoint)
            .AddReplyServer("metered server", static (_, _, _) => new("x"), endpoint));
        await Named<RequestClient>(host, "metered client").RequestAsync("x", Generous, Limit);
        meter.ForceFlush();
        string[] names = [.. metrics.Select(static metric => metric.Name)];
        Assert.That(names, Is.SupersetOf(new[]
        {
            "messaging.client.sent.messages", "messaging.client.consumed.messages", "messaging.client.operation.duration",
            "messaging.process.duration", "zmqnative.dropped.messages", "zmqnative.malformed.messages", "zmqnative.failed.handlers",
            "zmqnative.lost.messages", "zmqnative.unhandled.messages", "zmqnative.connected.peers", "zmqnative.pending.sends",
            "zmqnative.requests.in_flight",
        }));
        Metric duration = metrics.First(static metric => metric.Name == "messaging.process.duration");
        Assert.That(duration.Unit, Is.EqualTo("s"));
    }

    private TracerProvider Trace() => Sdk.CreateTracerProviderBuilder()
        .AddSource("test").AddZmqNativeInstrumentation().AddInMemoryExporter(_spans).Build()!;

    [SetUp]
    public void Forget() => _spans.Clear();
}
