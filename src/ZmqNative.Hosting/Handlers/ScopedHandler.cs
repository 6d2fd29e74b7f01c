using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace ZmqNative.Hosting;

/// <summary>Gives each message a scope of its own.</summary>
/// <typeparam name="TMessage">What is handled.</typeparam>
/// <typeparam name="TResult">What comes of it.</typeparam>
internal sealed class ScopedHandler<TMessage, TResult>(
    IServiceScopeFactory scopes,
    HandlerActivity activity,
    Func<IServiceProvider, TMessage, CancellationToken, ValueTask<TResult>> handler)
{
    // Patterns await it once: what an await of the handler allocates is used again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> HandleAsync(TMessage message, CancellationToken cancellationToken)
    {
        activity.Begin();
        try
        {
            AsyncServiceScope scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                return await handler(scope.ServiceProvider, message, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            activity.End();
        }
    }
}

/// <summary>Gives each message a scope of its own.</summary>
/// <typeparam name="TMessage">What is handled.</typeparam>
internal sealed class ScopedHandler<TMessage>(
    IServiceScopeFactory scopes,
    HandlerActivity activity,
    Func<IServiceProvider, TMessage, CancellationToken, ValueTask> handler)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask HandleAsync(TMessage message, CancellationToken cancellationToken)
    {
        activity.Begin();
        try
        {
            AsyncServiceScope scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await handler(scope.ServiceProvider, message, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            activity.End();
        }
    }
}
