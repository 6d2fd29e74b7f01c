namespace ZmqNative.Actors;

/// <summary>The actor at the address of a pool, and the parent of its routees.</summary>
internal sealed class PoolActor(Router router, RouterPool pool) : RouterActor(router)
{
    // Also the key of the timer. No other code can send it.
    private static readonly object Tick = new();

    public override ValueTask OnStartedAsync(ActorContext context)
    {
        context.StartPeriodicTimer(Tick, Tick, pool.Options.ResizeInterval);
        return default;
    }

    protected override ValueTask OnOtherAsync(ActorContext context)
    {
        if (context.Message != Tick)
        {
            return base.OnOtherAsync(context);
        }

        try
        {
            pool.Resize((ActorCell)context.Self);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or ActorStoppedException)
        {
            // The broker ends, and makes no more actors.
        }

        return default;
    }
}
