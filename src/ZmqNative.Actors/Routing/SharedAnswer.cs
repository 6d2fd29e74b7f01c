namespace ZmqNative.Actors;

/// <summary>Lets several actors answer one question: the first answer counts, and a failure only when all have failed.</summary>
/// <remarks>Their streams are merged into one, which ends with the last of them.</remarks>
internal sealed class SharedAnswer(ReplyTarget target, uint token, int shares)
{
    private readonly ReplyTarget _target = target;
    private readonly uint _token = token;
    private int _left = shares;
    private Exception? _failure;

    public ReplyTarget Share() => new ShareTarget(this);

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
            catch (ActorFailedException failure)
            {
                _ = answer.EndOne(failure);
            }
        }
    }
}
