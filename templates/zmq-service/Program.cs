using ZmqNative.Patterns;
using ZmqService;

if (args is ["try", ..])
{
    // A client, to try the service. Remove it together with Try.cs.
    await Try.OrderAsync(args.ElementAtOrDefault(1) ?? "tcp://localhost:5559", args.ElementAtOrDefault(2) ?? "tcp://localhost:5558");
    return;
}

// The endpoints and options of "orders" and "receipts" are in appsettings.json.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddZmqNative(builder.Configuration)
    .AddReplyServer<OrderHandler, Order, Receipt>(OrderJson.Default.Order, OrderJson.Default.Receipt, name: "orders")
    .AddPublisher("receipts");
builder.Services.AddHealthChecks().AddZmqNative();

WebApplication app = builder.Build();
app.MapHealthChecks("/health");
await app.StartAsync();
string orders = app.Services.GetRequiredService<ReplyServer>().LastEndpoint;
string receipts = app.Services.GetRequiredService<Publisher>().LastEndpoint;
app.Logger.LogInformation("Orders at {Orders}, receipts at {Receipts}.", orders, receipts);
await app.WaitForShutdownAsync();
