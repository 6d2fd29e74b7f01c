using System.Runtime.CompilerServices;
using ZmqNative;
using ZmqNative.Patterns;

// A CURVE echo over tcp: libsodium, the I/O thread, the reactor, and calls by import and by address.
CurveKeyPair serverKeys = CurveKeyPair.Generate();
CurveKeyPair clientKeys = CurveKeyPair.Generate();
await using Authenticator authenticator = new(new AuthenticationPolicy { Curve = new CurveUsers(("alice", clientKeys.PublicKey)) });
await using ReplyServer server = new(
    "tcp://127.0.0.1:*", request => $"{request.Text}, {request.User!.Identity!.Name}", new() { Security = new CurveServer(serverKeys) });
await using RequestClient client = new(server.LastEndpoint, new() { Security = new CurveClient(serverKeys.PublicKey, clientKeys) });
Console.WriteLine(await client.RequestAsync("echo", timeout: TimeSpan.FromSeconds(30)));

using Context context = new();
using Socket dealer = context.CreateSocket(SocketType.Dealer);
try
{
    dealer.Connect("nonsense");
}
catch (ZmqException failure)
{
    Console.WriteLine($"{failure.Endpoint}: {failure.ErrorNumber}");
}

Console.WriteLine($"library: {Zmq.LibraryPath}");
Console.WriteLine($"compiled: {RuntimeFeature.IsDynamicCodeSupported}");
bool isMapped = OperatingSystem.IsLinux() && File.ReadLines("/proc/self/maps").Any(static line => line.Contains("/libzmq.so", StringComparison.Ordinal));
Console.WriteLine($"mapped: {isMapped}");
