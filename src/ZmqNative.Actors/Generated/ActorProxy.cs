using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Generated;

/// <summary>The base class of typed references, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ActorProxy
{
    private readonly TimeSpan? _timeout;

    /// <summary>Creates a typed reference.</summary>
    /// <param name="actor">The reference.</param>
    /// <param name="timeout">The longest wait for each answer; null for that of the methods.</param>
    protected ActorProxy(ActorRef actor, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Actor = actor;
        _timeout = timeout;
    }

    internal ActorRef Actor { get; }

    /// <inheritdoc/>
    public sealed override bool Equals([NotNullWhen(true)] object? obj) =>
        obj is ActorProxy other && other.GetType() == GetType() && other.Actor.Equals(Actor);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Actor.GetHashCode();

    /// <summary>Returns the address of the actor.</summary>
    /// <returns>The address.</returns>
    public sealed override string ToString() => Actor.Address;

    /// <summary>Sends a call without an answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the wait for space.</param>
    /// <returns>A task that completes when the mailbox has accepted the call.</returns>
    protected ValueTask TellAsync(ActorCall call, CancellationToken cancellationToken) => Actor.TellAsync(call, cancellationToken);

    /// <summary>Sends a call and awaits its end.</summary>
    /// <param name="call">The call.</param>
    /// <param name="timeoutTicks">The longest wait that the method declares, in ticks of <see cref="TimeSpan"/>; 0 if it declares none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the call was handled.</returns>
    protected ValueTask AskAsync(ActorCall call, long timeoutTicks, CancellationToken cancellationToken) =>
        Actor.AskCallAsync(call, Timeout(timeoutTicks), cancellationToken);

    /// <summary>Sends a call and awaits its result.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="timeoutTicks">The longest wait that the method declares, in ticks of <see cref="TimeSpan"/>; 0 if it declares none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ValueTask<T> AskAsync<T>(ActorCall call, long timeoutTicks, CancellationToken cancellationToken) =>
        Actor.AskCheckedAsync<T>(call, Timeout(timeoutTicks), cancellationToken);

    /// <summary>Sends a call and reads the stream of its answers.</summary>
    /// <typeparam name="T">The type of the answers.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="timeoutTicks">The longest wait for each answer that the method declares, in ticks of <see cref="TimeSpan"/>; 0 if it declares none.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The answers. Each enumeration calls again.</returns>
    [SuppressMessage("Style", "VSTHRD200", Justification = "It is an asynchronous enumeration.")]
    protected IAsyncEnumerable<T> AskStreamAsync<T>(ActorCall call, long timeoutTicks, CancellationToken cancellationToken) =>
        Actor.AskStreamAsync<T>(call, Timeout(timeoutTicks), cancellationToken);

    private TimeSpan? Timeout(long declaredTicks) => _timeout ?? (declaredTicks == 0 ? null : new TimeSpan(declaredTicks));
}
