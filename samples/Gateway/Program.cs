// The guide's FastAPI service: dotnet run --project samples/Gateway, then open http://localhost:8000.
using Microsoft.Extensions.Options;
using ZmqNative.Samples.Gateway;

string[] failures;
try
{
    await using WebApplication app = GatewayApp.Create(args);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    failures = [.. exception.Failures];
}
catch (SocketStartException exception)
{
    failures = [$"{GatewayLinks.KeyOf(exception.SocketName)}: {exception.InnerException!.Message}"];
}
catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
{
    // Kestrel throws the former if the address is in use, the latter if it is not an address of this machine, or not allowed.
    failures = [$"{exception.Message.TrimEnd('.')}. Choose another address with --urls=http://localhost:8001."];
}

foreach (string failure in failures)
{
    await Console.Error.WriteLineAsync(failure);
}

return 2;
