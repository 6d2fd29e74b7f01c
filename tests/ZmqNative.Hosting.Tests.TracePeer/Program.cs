// One end of traces, in a separate process: a server, a subscriber and an actor, whose spans it prints. It ends at the end of its input.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ZmqNative.Actors;
using ZmqNative.Hosting;
using ZmqNative.Hosting.Tests.TracePeer;

using TracerProvider tracer = Sdk.CreateTracerProviderBuilder()
    .AddZmqNativeInstrumentation()
    .AddProcessor(new SimpleActivityExportProcessor(new SpanPrinter()))
    .Build();

HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Services.AddZmqNative()
    .AddReplyServer("echo", static (_, request, _) => new ValueTask<Payload>(request.Text), "tcp://127.0.0.1:*")
    .AddSubscriber(
        "reader", static (_, _, _) => ValueTask.CompletedTask, args[0], topic: "t", configure: static o => o with { Envelopes = true });
await using Broker broker = new("tcp://127.0.0.1:*");
_ = broker.Spawn("actor", (string text) => text);
using IHost host = builder.Build();
await host.StartAsync();
Console.WriteLine($"server {host.Services.GetRequiredService<ReplyServer>().LastEndpoint}");
Console.WriteLine($"process {Environment.ProcessId}");
Console.WriteLine($"broker {broker.LastEndpoint}");
while (await Console.In.ReadLineAsync() is not null)
{
}

await host.StopAsync();
