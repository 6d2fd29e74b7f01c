namespace ZmqNative;

/// <summary>Spare message cores.</summary>
internal static class MessagePool
{
    // Batches of 128 messages do not pass the lock of the shared cache.
    private const int PerThread = 256;

    private static readonly SharedCache<MessageCore> Shared = new(4096, static core => core.Destroy());

    [ThreadStatic]
    private static ThreadCache<MessageCore>? t_cache;

    /// <summary>A core without frames; the caller owns it under its current version.</summary>
    public static MessageCore Rent()
    {
        if (!(t_cache ??= new ThreadCache<MessageCore>(Shared, PerThread)).TryPop(out MessageCore? core))
        {
            core = new MessageCore();
        }

        core.TakeCore();
        return core;
    }

    /// <summary>Takes back a core that is claimed, or that no message has had, and which holds no frames.</summary>
    public static void Return(MessageCore core)
    {
        core.FreeCore();
        if (!core.IsWorthPooling || !(t_cache ??= new ThreadCache<MessageCore>(Shared, PerThread)).TryPush(core))
        {
            core.Destroy();
        }
    }
}
