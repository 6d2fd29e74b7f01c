using System.Runtime.CompilerServices;

namespace ZmqNative.Interleavings;

/// <summary>Awaits that leave the caller's thread.</summary>
internal static class ControlledYielding
{
    public static Awaitable ConfigureAwait(this Task task, ControlledConfigureAwaitOptions options)
    {
        if (!task.IsCompletedSuccessfully || options != ControlledConfigureAwaitOptions.ForceYielding)
        {
            throw new NotSupportedException();
        }

        return default;
    }

    internal readonly struct Awaitable : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Awaitable GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => Schedule.Current.Start(continuation);

        public void UnsafeOnCompleted(Action continuation) => Schedule.Current.Start(continuation);
    }
}
