using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>
/// A message in a mailbox with the trace context of its sender, the time at which it was put there, and the identity of the peer that has sent it.
/// </summary>
/// <remarks>
/// Only messages that have one of the three are wrapped, so the places of a mailbox are no larger for it. A cell wraps what it accepts, and unwraps what it
/// handles; <see cref="DeadLetterFeed"/> unwraps what is not handled. What passes messages on, such as routers, sees them wrapped; handlers never do.
/// </remarks>
/// <param name="message">The message.</param>
/// <param name="context">The trace context of the sender; default if it has none.</param>
/// <param name="posted">The timestamp of <see cref="Stopwatch"/>; 0 if times are not measured.</param>
/// <param name="isRemote">Whether it came from another process.</param>
/// <param name="peer">The identity of the peer; null if it is not authenticated, or the sender is in this process.</param>
internal sealed class TrackedMessage(object message, ActivityContext context, long posted, bool isRemote = false, PeerIdentity? peer = null)
{
    public PeerIdentity? Peer => peer;

    public object Message => message;

    public ActivityContext Context => context;

    public long Posted => posted;

    public bool IsRemote => isRemote;

    /// <summary>Wraps a message if the calling code has an activity, or times are measured. From any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object Wrap(object message) =>
        Activity.Current is null && !ActorMetrics.IsOn ? message : WrapSlowly(message);

    /// <summary>Wraps a message with the identity of the peer that has sent it, too.</summary>
    public static object Wrap(object message, PeerIdentity? peer) => WithPeer(Wrap(message), peer);

    /// <summary>Adds the identity of a peer to a message, which need not be wrapped; null adds nothing.</summary>
    public static object WithPeer(object message, PeerIdentity? peer) =>
        peer is null ? message
        : message is TrackedMessage tracked ? new TrackedMessage(tracked.Message, tracked.Context, tracked.Posted, tracked.IsRemote, peer)
        : new TrackedMessage(message, Activity.Current?.Context ?? default, ActorMetrics.IsOn ? Stopwatch.GetTimestamp() : 0, peer: peer);

    /// <summary>Wraps a message of another process, if it has a trace context or an identity, or traces or times are observed.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">Its trace context; default if it has none.</param>
    /// <param name="peer">The identity of the peer; null if it is not authenticated.</param>
    public static object WrapReceived(object message, ActivityContext context, PeerIdentity? peer)
    {
        bool isMeasured = ActorMetrics.IsOn;
        return context != default || isMeasured || peer is not null || PatternTracing.IsOn
            ? new TrackedMessage(message, context, isMeasured ? Stopwatch.GetTimestamp() : 0, isRemote: true, peer)
            : message;
    }

    /// <summary>Returns another message with the same trace context, time and identity.</summary>
    public TrackedMessage With(object other) => new(other, Context, Posted, IsRemote, Peer);

    /// <summary>Returns the message itself.</summary>
    public static object Unwrap(object message) => message is TrackedMessage tracked ? tracked.Message : message;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object WrapSlowly(object message)
    {
        // An activity without the ids of W3C has no context.
        ActivityContext context = Activity.Current?.Context ?? default;
        bool isMeasured = ActorMetrics.IsOn;
        return message is TrackedMessage || (context == default && !isMeasured)
            ? message
            : new TrackedMessage(message, context, isMeasured ? Stopwatch.GetTimestamp() : 0);
    }
}
