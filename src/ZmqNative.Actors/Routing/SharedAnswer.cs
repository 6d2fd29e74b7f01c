namespace ZmqNative.Actors;

/// <summary>Lets several actors answer one question: the first answer counts, and a failure only when all have failed.</summary>
/// <remarks>Their streams are merged into one, which ends with the last of them.</remarks>
internal sealed class SharedAnswer(ReplyTarget target, uint token, int shares) : IWaitingPlace
{
    private readonly ReplyTarget _target = target;
    private readonly uint _token = token;
    private int _left = shares;
    private Exception? _failure;

    // Guards the list, against routees with full mailboxes and the end of the question. Null before the first and after the end.
    private readonly Lock _gate = new();
    private List<(IWaitingPlace Place, ReplyTarget Share)>? _waiting;

    public ReplyTarget Share() => new ShareTarget(this);

    /// <summary>The question has ended: what waits for room in mailboxes of routees need not wait any more.</summary>
    void IWaitingPlace.GiveUp(ReplyTarget target, uint token)
    {
        // A target that is pooled may be at its next question, and was left this one by mistake.
        if (_target.IsPending(_token))
        {
            return;
        }

        List<(IWaitingPlace Place, ReplyTarget Share)>? waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = null;
        }

        foreach ((IWaitingPlace place, ReplyTarget share) in waiting ?? [])
        {
            place.GiveUp(share, 0);
        }
    }

    private void AddWaiting(IWaitingPlace place, ReplyTarget share)
    {
        lock (_gate)
        {
            (_waiting ??= []).Add((place, share));
        }

        // After it is in the list: the end of the question, which may have come, finds it there.
        _target.SetWaiting(this, _token);
    }

    // One who was asked will say no more.
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

        public override void SetWaiting(IWaitingPlace place, uint token) => answer.AddWaiting(place, this);

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

        public override ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken) =>
            answer._target.WriteAsync(value, answer._token, cancellationToken);

        public override bool TryComplete(uint token) => Interlocked.Exchange(ref _ended, 1) == 0 && answer.EndOne(null);

        // A single answer to a question that asks for a stream is a stream of one.
        private async Task WriteLastAsync(object? value)
        {
            try
            {
                await answer._target.WriteAsync(value, answer._token, CancellationToken.None).ConfigureAwait(false);
                _ = answer.EndOne(null);
            }
            catch (OperationCanceledException)
            {
                // The reader has gone.
            }
            catch (Exception failure)
            {
                // It is no answer, or cannot be sent to the reader.
                _ = answer.EndOne(failure);
            }
        }
    }
}
