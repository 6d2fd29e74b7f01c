// The guide's FastAPI service: dotnet run --project samples/Gateway, then open http://localhost:8000.
using Microsoft.Extensions.Options;
using ZmqNative.Samples.Gateway;

try
{
    await using WebApplication app = GatewayApp.Create(args);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    foreach (string failure in exception.Failures)
    {
        await Console.Error.WriteLineAsync(failure);
    }

    return 2;
}
