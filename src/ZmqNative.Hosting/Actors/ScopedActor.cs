using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Actors;

namespace ZmqNative.Hosting;

/// <summary>An instance of an actor with its scope of services. The scope ends with the instance: at a restart, a stop or a passivation.</summary>
internal sealed class ScopedActor : Actor, IAsyncDisposable
{
    private readonly Actor _actor;
    private readonly AsyncServiceScope _scope;

    private ScopedActor(Actor actor, AsyncServiceScope scope)
    {
        _actor = actor;
        _scope = scope;
    }

    public static ScopedActor Create(IServiceScopeFactory scopes, Func<IServiceProvider, string, Actor> factory, string key)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        try
        {
            return new ScopedActor(factory(scope.ServiceProvider, key), scope);
        }
        catch
        {
            // Disposes the services that were already made; no actor waits for that.
            _ = scope.DisposeAsync().AsTask();
            throw;
        }
    }

    public override ValueTask ReceiveAsync(object message, ActorContext context) => _actor.ReceiveAsync(message, context);

    public override ValueTask OnStartedAsync(ActorContext context) => _actor.OnStartedAsync(context);

    public override ValueTask OnStoppingAsync(ActorContext context) => _actor.OnStoppingAsync(context);

    public override ValueTask OnRestartingAsync(Exception cause, ActorContext context) => _actor.OnRestartingAsync(cause, context);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_actor is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                (_actor as IDisposable)?.Dispose();
            }
        }
        finally
        {
            await _scope.DisposeAsync().ConfigureAwait(false);
        }
    }
}
