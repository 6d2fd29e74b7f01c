namespace ZmqNative.Actors;

/// <summary>A stream of answers that a handling has opened. It ends as the handling does, unless its writer has ended it before.</summary>
/// <remarks>
/// <code>
///   in turn --writer disposed--> closing --turn returns--> ended: completed
///   in turn, closing --turn throws--> ended: failed
///   in turn --turn returns--> after turn --writer disposed--> ended: failed, as an exception cannot be told from success
///   any of these --writer completed or failed--> ended
/// </code>
/// It replaces its target in the context of the handling. Any thread.
/// </remarks>
internal sealed class OpenStream(string address, ReplyTarget target, uint token) : ReplyTarget
{
    private const int InTurn = 0;
    private const int Closing = 1;
    private const int AfterTurn = 2;
    private const int Ended = 3;

    private int _state;

    public CancellationToken Cancellation => target.GetCancellation(token);

    public override CancellationToken GetCancellation(uint use) => Cancellation;

    /// <summary>Whether the stream has ended before its writer or its handling did, because its reader reads no more.</summary>
    public bool HasReaderLeft => Volatile.Read(ref _state) is InTurn or Closing && !target.IsPending(token);

    public override bool IsStream => true;

    public override Type AnswerType => target.AnswerType;

    public override bool IsPending(uint use) => target.IsPending(token);

    /// <summary>Writes one answer, which is taken from the caller whatever the outcome.</summary>
    public ValueTask WriteAsync(object? value, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _state) is InTurn or AfterTurn)
        {
            return target.WriteAsync(value, token, cancellationToken);
        }

        DeadLetterFeed.Release(value!);
        return ValueTask.FromException(new OperationCanceledException("The stream has ended: its writer was completed, failed or disposed."));
    }

    public override bool TryReply(object? value, uint use) => false;

    public override bool TryFail(Exception exception, uint use) => TryEnd() && target.TryFail(exception, token);

    public override bool TryComplete(uint use) => TryEnd() && target.TryComplete(token);

    /// <summary>Closes the stream, as its writer was disposed.</summary>
    public void Close()
    {
        int state = Interlocked.CompareExchange(ref _state, Closing, InTurn);
        if (state == AfterTurn)
        {
            _ = TryFail(
                new ActorFailedException("the writer of the stream was disposed after its turn without Complete, as by an exception.", address),
                0);
        }
    }

    /// <summary>Notes that the handling has returned.</summary>
    public void EndTurn()
    {
        if (Interlocked.CompareExchange(ref _state, AfterTurn, InTurn) == Closing)
        {
            _ = TryComplete(0);
        }
    }

    private bool TryEnd() => Interlocked.Exchange(ref _state, Ended) != Ended;
}
