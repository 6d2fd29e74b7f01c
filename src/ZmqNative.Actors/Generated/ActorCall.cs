using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Generated;

/// <summary>A call of a method of an actor interface, as a message with the arguments. Immutable. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ActorCall
{
    /// <summary>The method that is called.</summary>
    public abstract ActorMethod Method { get; }

    /// <summary>The token of the caller, for the method.</summary>
    public virtual CancellationToken Cancellation => default;

    /// <summary>Returns the signature of the method.</summary>
    /// <returns>The signature.</returns>
    public sealed override string ToString() => Method.Signature;

    /// <summary>Calls the method and answers the call.</summary>
    /// <param name="instance">The object that handles calls for the actor.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the call is handled.</returns>
    public abstract ValueTask InvokeAsync(object instance, ActorContext context);

    /// <summary>Writes the arguments, for an actor of another process.</summary>
    /// <param name="arguments">The writer.</param>
    public virtual void WriteArguments(CallWriter arguments)
    {
    }

    /// <summary>Returns the token that the method gets.</summary>
    /// <param name="context">The actor's context.</param>
    /// <returns>The token of the caller; for a caller in another process that of <see cref="ActorContext.Cancellation"/>.</returns>
    protected CancellationToken CancellationOf(ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Message is ReceivedCall ? context.Cancellation : Cancellation;
    }

    /// <summary>Answers the call with the end of the method.</summary>
    /// <param name="handling">The task of the method.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the call is handled.</returns>
    [SuppressMessage("Usage", "VSTHRD103", Justification = "It has completed.")]
    protected static ValueTask CompleteAsync(ValueTask handling, ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!handling.IsCompletedSuccessfully)
        {
            return AwaitAsync(handling, context);
        }

        handling.GetAwaiter().GetResult();
        context.ReplyIfAsked<CallCompleted?>(null);
        return default;
    }

    /// <summary>Answers the call with the result of the method.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="handling">The task of the method.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the call is handled.</returns>
    [SuppressMessage("Usage", "VSTHRD103", Justification = "It has completed.")]
    protected static ValueTask CompleteAsync<T>(ValueTask<T> handling, ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!handling.IsCompletedSuccessfully)
        {
            return AwaitAsync(handling, context);
        }

        context.ReplyIfAsked(handling.GetAwaiter().GetResult());
        return default;
    }

    /// <summary>Opens the stream of answers.</summary>
    /// <typeparam name="T">The type of the answers.</typeparam>
    /// <param name="context">The actor's context.</param>
    /// <returns>The writer; null if the caller did not ask for a stream, which it was told.</returns>
    protected ReplyWriter<T>? OpenStream<T>(ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.IsAskedForStream)
        {
            return context.ReplyStream<T>();
        }

        context.Refuse(
            new ActorInterfaceException($"'{Method.Signature}' answers with a stream, and the caller did not ask for one", context.Self.Address),
            DeadLetterReason.Unhandled);
        return null;
    }

    /// <summary>Writes all answers of the method. The enumerator is disposed when the reader leaves.</summary>
    /// <typeparam name="T">The type of the answers.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="answers">The answers.</param>
    /// <returns>A task that completes when the stream has ended.</returns>
    protected static async ValueTask WriteAsync<T>(ReplyWriter<T> writer, IAsyncEnumerable<T> answers)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(answers);

        // The stream ends as the handling does: complete, or failed by the exception that leaves this method.
        using (writer)
        {
            CancellationToken left = writer.Cancellation;
            await foreach (T answer in answers.WithCancellation(left).ConfigureAwait(false))
            {
                await writer.WriteAsync(answer, left).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Refuses the call, as the object does not have the method.</summary>
    /// <param name="instance">The object.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that has completed.</returns>
    protected ValueTask RefuseAsync(object instance, ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(context);
        context.Refuse(
            new ActorInterfaceException($"'{Method.Signature}' was called, which {instance.GetType().Name} does not implement", context.Self.Address),
            DeadLetterReason.Unhandled);
        return default;
    }

    private static async ValueTask AwaitAsync(ValueTask handling, ActorContext context)
    {
        await handling.ConfigureAwait(false);
        context.ReplyIfAsked<CallCompleted?>(null);
    }

    private static async ValueTask AwaitAsync<T>(ValueTask<T> handling, ActorContext context) =>
        context.ReplyIfAsked(await handling.ConfigureAwait(false));
}
