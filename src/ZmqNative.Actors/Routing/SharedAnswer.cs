using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The answer to an ask that several actors got: the first answer counts, and a failure only when all have failed.</summary>
/// <remarks>Streams are merged into one, which ends with the last of them.</remarks>
internal sealed class SharedAnswer(ReplyTarget target, uint token, int shares) : IMailboxQueueEntry
{
    private readonly ReplyTarget _target = target;
    private readonly uint _token = token;
    private int _left = shares;
    private Exception? _failure;

    // Guards the list, against routees with full mailboxes and the end of the ask. Null before the first and after the end.
    private readonly Lock _gate = new();
    private List<(IMailboxQueueEntry Entry, ReplyTarget Share)>? _waiting;

    public ReplyTarget Share() => new ShareTarget(this);

    /// <summary>Withdraws the messages that wait for space in mailboxes of routees, as the ask has ended.</summary>
    void IMailboxQueueEntry.Withdraw(ReplyTarget target, uint token)
    {
        // A pooled target may be in its next use already.
        if (_target.IsPending(_token))
        {
            return;
        }

        List<(IMailboxQueueEntry Entry, ReplyTarget Share)>? waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = null;
        }

        foreach ((IMailboxQueueEntry entry, ReplyTarget share) in waiting ?? [])
        {
            entry.Withdraw(share, 0);
        }
    }

    private void AddQueueEntry(IMailboxQueueEntry entry, ReplyTarget share)
    {
        lock (_gate)
        {
            (_waiting ??= []).Add((entry, share));
        }

        // After it is in the list: the end of the ask, which may have come, finds it there.
        _target.SetQueueEntry(this, _token);
    }

    // Counts a routee that gives no more answers.
    private bool EndOne(Exception? failure)
    {
        if (failure is not null)
        {
            _ = Interlocked.CompareExchange(ref _failure, failure, null);
        }

        if (Interlocked.Decrement(ref _left) != 0)
        {
            return false;
        }

        return _failure is { } first ? _target.TryFail(first, _token) : _target.TryComplete(_token);
    }

    private sealed class ShareTarget(SharedAnswer answer) : ReplyTarget
    {
        private int _ended;

        public override bool IsStream => answer._target.IsStream;

        public override bool IsPending(uint token) => Volatile.Read(ref _ended) == 0 && answer._target.IsPending(answer._token);

        public override Type AnswerType => answer._target.AnswerType;

        public override TimeSpan GetTimeLeft(uint token) => answer._target.GetTimeLeft(answer._token);

        public override void SetQueueEntry(IMailboxQueueEntry entry, uint token) => answer.AddQueueEntry(entry, this);

        public override void SetSource(RemoteStream source, uint token) => answer._target.SetSource(source, answer._token);

        public override bool TryReply(object? value, uint token)
        {
            if (Interlocked.Exchange(ref _ended, 1) != 0)
            {
                return false;
            }

            if (!IsStream)
            {
                return answer._target.TryReply(value, answer._token);
            }

            _ = WriteLastAsync(value);
            return true;
        }

        public override bool TryFail(Exception exception, uint token) =>
            Interlocked.Exchange(ref _ended, 1) == 0 && answer.EndOne(exception);

        public override bool IsAskedBy(ActorCell cell, uint token) => answer._target.IsAskedBy(cell, answer._token);

        public override CancellationToken GetCancellation(uint token) => answer._target.GetCancellation(answer._token);

        // The first answer ends the ask, and the other routees are to handle the message all the same.
        public override bool IsCancellable(uint token) => false;

        public override ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken) =>
            answer._target.WriteAsync(value, answer._token, cancellationToken);

        public override bool TryComplete(uint token) => Interlocked.Exchange(ref _ended, 1) == 0 && answer.EndOne(null);

        // A single answer to an ask for a stream is a stream of one.
        private async Task WriteLastAsync(object? value)
        {
            try
            {
                await answer._target.WriteAsync(value, answer._token, CancellationToken.None).ConfigureAwait(false);
                _ = answer.EndOne(null);
            }
            catch (OperationCanceledException)
            {
                // The reader has left.
            }
            catch (Exception failure)
            {
                // It has another type, or cannot be sent to the reader.
                _ = answer.EndOne(failure);
            }
        }
    }
}
