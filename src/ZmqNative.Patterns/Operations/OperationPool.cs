using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>The spare operations of one type, shared by the process and bounded.</summary>
/// <typeparam name="T">The type of the operations.</typeparam>
internal static class OperationPool<T>
    where T : PooledOperation, IPooled, new()
{
    private static readonly SharedCache<T> Shared = new(T.MaxSpare);

    [ThreadStatic]
    private static ThreadCache<T>? t_cache;

    /// <summary>Takes a spare operation, or makes one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Rent()
    {
        PatternAccounting.WaiterRented();
        return (t_cache ??= new ThreadCache<T>(Shared)).TryPop(out T? spare) ? spare : new T();
    }

    /// <summary>Keeps an operation for its next use.</summary>
    /// <returns>False if there are enough spare ones: the operation goes to the garbage collector.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Return(T operation)
    {
        PatternAccounting.WaiterReturned();
        return (t_cache ??= new ThreadCache<T>(Shared)).TryPush(operation);
    }
}
