using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The spare objects of a schedule: any thread immediately reuses the objects that another one returned.</summary>
internal sealed class ThreadCache<T>(SharedCache<T> shared)
    where T : class
{
    public SharedCache<T> Shared => shared;

    public bool TryPop([NotNullWhen(true)] out T? item) => Schedule.Current.Item<Stack<T>>().TryPop(out item);

    public bool TryPush(T item)
    {
        Schedule.Current.Item<Stack<T>>().Push(item);
        return true;
    }
}
