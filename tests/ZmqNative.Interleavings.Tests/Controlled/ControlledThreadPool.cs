namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.ThreadPool"/>: each work item is a thread of the schedule.</summary>
internal static class ControlledThreadPool
{
    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem item, bool preferLocal)
    {
        Schedule.Step();
        Schedule.Current.Start(item.Execute);
        return true;
    }

    public static bool UnsafeQueueUserWorkItem<TState>(Action<TState> callback, TState state, bool preferLocal)
    {
        Schedule.Step();
        Schedule.Current.Start(() => callback(state));
        return true;
    }
}
