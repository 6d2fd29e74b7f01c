using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The middleware of the actors of a broker, composed once for each options object.</summary>
/// <param name="outer">The middleware of all actors.</param>
internal sealed class ActorPipelines(IReadOnlyList<ActorMiddleware> outer)
{
    // By reference. It keeps no options alive.
    private readonly ConditionalWeakTable<ActorOptions, ActorReceive> _composed = [];

    /// <summary>Returns the composed middleware of actors with these options; null if there is none.</summary>
    public ActorReceive? Find(ActorOptions options) =>
        outer.Count == 0 && options.Middleware.Count == 0 ? null : _composed.GetValue(options, Compose);

    private ActorReceive Compose(ActorOptions options)
    {
        // The context leads to the actor, so that one composition serves all actors with the options.
        ActorReceive composed = static (message, context) => context.ReceiveAsync(message);
        for (int i = options.Middleware.Count - 1; i >= 0; i--)
        {
            composed = Compose(options.Middleware[i], composed);
        }

        for (int i = outer.Count - 1; i >= 0; i--)
        {
            composed = Compose(outer[i], composed);
        }

        return composed;
    }

    private static ActorReceive Compose(ActorMiddleware middleware, ActorReceive next) =>
        (message, context) => middleware(message, context, next);
}
