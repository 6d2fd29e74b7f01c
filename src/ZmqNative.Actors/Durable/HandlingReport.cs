namespace ZmqNative.Actors;

/// <summary>The target of a durable tell: its sender learns of the end of the handling, and waits for no answer.</summary>
/// <remarks>
/// It goes with the message wherever the target of an ask would, so each end of a message reports once: the end of the handling, its failure, the stop of the actor, a full mailbox. For the
/// handler the message is a tell: <see cref="ActorContext.IsAsked"/> is false, and answers are dropped.
/// </remarks>
/// <param name="tell">What the handler sees.</param>
/// <param name="hold">The ownership under which it was sent: no handling begins after its end. Null for none.</param>
internal sealed class HandlingReport(DurableTell tell, ShardHold? hold) : ReplyTarget
{
    private readonly TaskCompletionSource<Exception?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DurableTell Tell => tell;

    /// <summary>
    /// Completes once: with null when the handler has completed, otherwise with the failure. An <see cref="ActorFailedException"/> and others mean that the handling has failed; the exceptions of
    /// <see cref="IsNotHandled"/> that it has not begun, or that the actor has ended it to stop.
    /// </summary>
    public Task<Exception?> Ended => _end.Task;

    /// <summary>Whether a failure means that the message was not handled, for no fault of its own.</summary>
    public static bool IsNotHandled(Exception failure) => failure is ActorStoppedException or MailboxFullException or ActorMovedException;

    // Who asks drops the message if it is not pending, so that is its end.
    public override bool IsPending(uint token)
    {
        if (hold is { IsValid: false })
        {
            _ = _end.TrySetResult(new ActorMovedException($"The ownership of shard {hold.Shard} has ended before the message was handled.", string.Empty));
        }

        return !_end.Task.IsCompleted;
    }

    public override bool TryReply(object? value, uint token) => false;

    public override bool TryFail(Exception exception, uint token) => _end.TrySetResult(exception);

    /// <summary>Reports that the handler has completed.</summary>
    public void Complete() => _end.TrySetResult(null);
}
