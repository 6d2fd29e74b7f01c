using ZmqActors;
using ZmqNative.Actors;

if (args is ["try", ..])
{
    // A client of another process, to try the actors. Remove it together with Try.cs.
    await Try.OrderAsync(args.ElementAtOrDefault(1) ?? "tcp://localhost:5570");
    return;
}

// The endpoints and options of "shop" are in appsettings.json.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddZmqNative(builder.Configuration)
    .AddBroker(
        "shop",
        actors: shop => shop.AddKeyedActors<IOrder, OrderActor>("order/{id}", new KeyedOptions { PassivateAfter = TimeSpan.FromMinutes(10) }),
        configure: options => options with { Serializer = ShopJson.CreateSerializer() });

using IHost host = builder.Build();
await host.StartAsync();
string endpoint = host.Services.GetRequiredService<Broker>().LastEndpoint;
host.Services.GetRequiredService<ILogger<Broker>>().LogInformation("Actors at {Endpoint}.", endpoint);
await host.WaitForShutdownAsync();
