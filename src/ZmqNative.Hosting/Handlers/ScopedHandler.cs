using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace ZmqNative.Hosting;

/// <summary>Calls a handler with a scope of services for each message.</summary>
/// <typeparam name="TMessage">The type of a message.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
internal sealed class ScopedHandler<TMessage, TResult>(
    IServiceScopeFactory scopes,
    HandlerActivity activity,
    Func<IServiceProvider, TMessage, CancellationToken, ValueTask<TResult>> handler)
{
    // A pattern awaits the task once, so that the state of a pending handler can be pooled.
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

/// <summary>Calls a handler with a scope of services for each message.</summary>
/// <typeparam name="TMessage">The type of a message.</typeparam>
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
