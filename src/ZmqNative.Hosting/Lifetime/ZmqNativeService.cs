using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ZmqNative.Hosting;

/// <summary>Ties the sockets to the host's life.</summary>
/// <remarks>
/// Sockets are made before any hosted service starts, so that all of them may use them, and handlers start with the host's
/// services. On the way down no message is taken in any more when this service's turn comes; senders end when every
/// service has stopped, as those may publish until then.
/// </remarks>
internal sealed class ZmqNativeService(ZmqNativeRuntime runtime, IServiceProvider services) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Through the container, which disposes in the reverse order: should the host never stop us, sockets still end
            // before what they use, and the teardown, made last, comes first and keeps the order of stages.
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

/// <summary>Made after all sockets, so that the container disposes it before them.</summary>
internal sealed class Teardown(ZmqNativeRuntime runtime) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => runtime.DisposeAsync();
}
