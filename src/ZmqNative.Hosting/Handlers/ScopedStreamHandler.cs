using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Calls a handler of streams with a scope of services for each request, until its enumeration ends.</summary>
internal sealed class ScopedStreamHandler(
    IServiceScopeFactory scopes,
    HandlerActivity activity,
    Func<IServiceProvider, ReceivedMessage, CancellationToken, IAsyncEnumerable<Payload>> handler)
{
    public async IAsyncEnumerable<Payload> HandleAsync(ReceivedMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        activity.Begin();
        try
        {
            AsyncServiceScope scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                IAsyncEnumerable<Payload> replies = handler(scope.ServiceProvider, request, cancellationToken);
                await foreach (Payload reply in replies.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    yield return reply;
                }
            }
        }
        finally
        {
            activity.End();
        }
    }
}
