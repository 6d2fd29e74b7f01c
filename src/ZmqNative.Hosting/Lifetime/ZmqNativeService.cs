using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ZmqNative.Hosting;

/// <summary>Starts and ends the sockets with the host.</summary>
/// <remarks>
/// Sockets are made before any hosted service starts, so that all of them may use them, and handlers start with the host's
/// services. When the host stops this service, no message is received any more. Senders end when every hosted service has
/// stopped, because services may publish until then.
/// </remarks>
internal sealed class ZmqNativeService(ZmqNativeRuntime runtime, IServiceProvider services) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Resolved through the container, which disposes in the reverse order. If the host never calls StopAsync, sockets still end
            // before the services that they use, and the teardown, which is made last, is disposed first and keeps the order of stages.
            foreach (HostedSocket socket in runtime.Plan.Sockets)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _ = services.GetRequiredKeyedService(socket.Kind.ServiceType, socket.Name);
            }

            _ = services.GetRequiredService<Teardown>();
        }
        catch
        {
            await runtime.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.StartHandlers();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopReceivingAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);
}

/// <summary>Ends the runtime. It is made after all sockets, so that the container disposes it before them.</summary>
internal sealed class Teardown(ZmqNativeRuntime runtime) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => runtime.DisposeAsync();
}
