using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ZmqNative.Actors;

/// <summary>The reader's end of a stream of answers: asks when it is enumerated.</summary>
internal sealed class AskStream<T>(ActorRef actor, object message, TimeSpan timeout, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken enumeratorToken = default)
    {
        StreamTarget target = new(actor.Address);
        await using ConfiguredAsyncDisposable _ = target.ConfigureAwait(false);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumeratorToken);
        actor.PostAsk(message, target, 0);
        while (await MoveNextAsync(target, limit).ConfigureAwait(false) is (true, var value))
        {
            yield return value;
        }
    }

    private async ValueTask<(bool, T)> MoveNextAsync(StreamTarget target, CancellationTokenSource limit)
    {
        Task<(bool, T)> next = target.ReadAsync(limit.Token);
        try
        {
            return next.IsCompletedSuccessfully
                ? await next.ConfigureAwait(false)
                : await next.WaitAsync(timeout, actor.Owner.Time, limit.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new AskTimeoutException(actor.Address, timeout);
        }
    }

    /// <summary>Where the actor writes: a few answers ahead of the reader.</summary>
    private sealed class StreamTarget : ReplyTarget, IAsyncDisposable
    {
        // How many answers may be on their way: enough to hide a thread switch, too few to fill memory.
        private const int Ahead = 16;

        private readonly Channel<T> _answers = Channel.CreateBounded<T>(new BoundedChannelOptions(Ahead) { SingleReader = true });

        private readonly ActorCell? _asker;
        private readonly int _askerAt;
        private readonly string _address;
        private WaitingMessage _waiting;

        // Not disposed: the actor may still look at its token.
        private readonly CancellationTokenSource _gone = new();

        public StreamTarget(string address)
        {
            _address = address;
            _asker = CallerContext.Find(out _askerAt);
        }

        public override bool IsStream => true;

        public override Type AnswerType => typeof(T);

        public override bool IsPending(uint token) => !_gone.IsCancellationRequested;

        public override bool IsAskedBy(ActorCell cell, uint token) => _asker == cell && cell.IsAt(_askerAt);

        public override void SetWaiting(MailboxWaiter waiter, uint token) => _waiting.Set(waiter, this, token);

        /// <summary>A single answer is a stream of one.</summary>
        public override bool TryReply(object? value, uint token) =>
            IsAnswer(value, out T typed) ? _answers.Writer.TryWrite(typed) && TryComplete(token) : TryFail(WrongType(value), token);

        public override bool TryFail(Exception exception, uint token) => _answers.Writer.TryComplete(exception);

        public override CancellationToken GetCancellation(uint token) => _gone.Token;

        public override ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken)
        {
            if (!IsAnswer(value, out T typed))
            {
                Exception wrong = WrongType(value);
                _ = TryFail(wrong, token);
                return ValueTask.FromException(wrong);
            }

            return !_gone.IsCancellationRequested && _answers.Writer.TryWrite(typed) ? default : WaitAsync(typed, cancellationToken);
        }

        public override bool TryComplete(uint token) => _answers.Writer.TryComplete();

        public async Task<(bool, T)> ReadAsync(CancellationToken cancellationToken) =>
            await _answers.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _answers.Reader.TryRead(out T? value)
                ? (true, value)
                : (false, default!);

        public async ValueTask DisposeAsync()
        {
            _ = _answers.Writer.TryComplete();
            await _gone.CancelAsync().ConfigureAwait(false);
            _waiting.Leave(this, 0);
        }

        private async ValueTask WaitAsync(T value, CancellationToken cancellationToken)
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, cancellationToken);
            either.Token.ThrowIfCancellationRequested();
            try
            {
                await _answers.Writer.WriteAsync(value, either.Token).ConfigureAwait(false);
            }
            catch (ChannelClosedException closed)
            {
                throw new OperationCanceledException("The reader of this stream has gone, or the stream has ended.", closed);
            }
        }

        private static bool IsAnswer(object? value, out T typed)
        {
            if (value is T given)
            {
                typed = given;
                return true;
            }

            typed = default!;
            return value is null && default(T) is null;
        }

        private ActorFailedException WrongType(object? value) =>
            new(_address, $"it wrote {value?.GetType().Name ?? "null"} where {typeof(T).Name} was asked for.");
    }
}
