namespace ZmqNative.Actors
{
    /// <summary>Stands in for the broker: a clock, and the wheel of deadlines.</summary>
    internal sealed class Broker
    {
        public Broker() => Deadlines = new DeadlineWheel(Time);

        public SteppedTime Time { get; } = new();

        public DeadlineWheel Deadlines { get; }
    }

    /// <summary>Stands in for the target of an answer.</summary>
    internal abstract class ReplyTarget
    {
        public abstract bool IsPending(uint token);

        public abstract bool TryReply(object? value, uint token);

        public abstract bool TryFail(Exception exception, uint token);

        public virtual bool IsAskedBy(ActorCell cell, uint token) => false;

        public virtual TimeSpan GetTimeLeft(uint token) => TimeSpan.Zero;
    }

    /// <summary>Stands in for the target of an answer.</summary>
    internal abstract class ReplyTarget<T> : ReplyTarget
    {
        public abstract bool TryReply(T value, uint token);
    }

    /// <summary>Stands in for the feed.</summary>
    internal static class DeadLetterFeed
    {
        public static void Release(object message)
        {
        }
    }

    /// <summary>Stands in for the exception.</summary>
    internal sealed class AskTimeoutException(string address, TimeSpan timeout) : Exception($"{address}: {timeout}");

    /// <summary>Stands in for the exception.</summary>
    internal sealed class ActorFailedException(string address, string text) : Exception($"{address}: {text}");
}

namespace ZmqNative.Actors.Remote
{
    /// <summary>Stands in for work that a reading loop keeps back; there is none.</summary>
    internal static class HeldWork
    {
        public static void HoldOrQueue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
    }
}
