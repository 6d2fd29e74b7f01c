using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>A stream of answers for its reader. It asks when it is enumerated.</summary>
internal sealed class AskStream<T>(ActorRef actor, object message, TimeSpan timeout, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    // After the time of an answer, for those that have arrived and are not read yet; by the system's clock. The serializer, which reads them, is code of
    // users, and may not return.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken enumeratorToken = default)
    {
        // The current activity of the posting alone: that of the reader's code stays the same.
        Activity? activity = PatternTracing.IsOn ? ActorTracing.StartAsk(actor) : null;
        try
        {
            StreamTarget target = new(actor);
            await using ConfiguredAsyncDisposable _ = target.ConfigureAwait(false);
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumeratorToken);
            actor.PostAsk(message, target, 0);
            while (await MoveNextAsync(target, limit, activity).ConfigureAwait(false) is (true, var value))
            {
                yield return value;
            }
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    // There is no await between the wait for an answer and its removal, so that no answer is lost.
    private async ValueTask<(bool, T)> MoveNextAsync(StreamTarget target, CancellationTokenSource limit, Activity? activity)
    {
        try
        {
            ValueTask<bool> ready = target.WaitToReadAsync(limit.Token);
            bool isAny = ready.IsCompleted
                ? await ready.ConfigureAwait(false)
                : await WaitAsync(target, ready.AsTask(), limit).ConfigureAwait(false);
            return isAny && target.TryRead(out T? value) ? (true, value) : (false, default!);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private async Task<bool> WaitAsync(StreamTarget target, Task<bool> ready, CancellationTokenSource limit)
    {
        try
        {
            return await ready.WaitAsync(timeout, actor.Owner.Time, limit.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return await WaitForLastAsync(target, ready, limit.Token).ConfigureAwait(false);
        }
    }

    // The time has passed, but the next answer may have arrived from another process and not be read yet.
    private async Task<bool> WaitForLastAsync(StreamTarget target, Task<bool> ready, CancellationToken cancellation)
    {
        ready.Observe();
        try
        {
            _ = await Task.WhenAny(ready, target.WaitUntilReadAsync())
                .WaitAsync(LongestDelay, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Of the answers that have come, none could be passed on.
        }

        // What completes the wait may still be queued to the thread pool.
        return ready.IsCompleted || target.IsReady
            ? await ready.WaitAsync(cancellation).ConfigureAwait(false)
            : throw new AskTimeoutException(actor.Address, timeout, actor.DescribeConnections());
    }

    /// <summary>The target of the answers, which may be a few answers ahead of the reader.</summary>
    private sealed class StreamTarget : ReplyTarget, IAsyncDisposable
    {
        // The number of answers that may be written ahead: enough to hide a thread switch, too few to fill memory.
        private const int Ahead = 16;

        private readonly Channel<T> _answers = Channel.CreateBounded<T>(new BoundedChannelOptions(Ahead) { SingleReader = true });

        private readonly ActorCell? _asker;
        private readonly int _askerAt;
        private readonly ActorRef _actor;
        private QueuedMessage _waiting;

        // Several, if the message went to several actors.
        private RemoteStream[] _sources = [];

        // Not disposed: the actor may still look at its token.
        private readonly CancellationTokenSource _gone = new();

        public StreamTarget(ActorRef actor)
        {
            _actor = actor;
            _asker = CallerContext.Find(out _askerAt);
        }

        /// <summary>Whether the reader would not wait: there is an answer, or the stream has ended. For the reader alone.</summary>
        public bool IsReady => _answers.Reader.TryPeek(out _) || _answers.Reader.Completion.IsCompleted;

        public override bool IsStream => true;

        public override Type AnswerType => typeof(T);

        public override bool IsPending(uint token) => !_gone.IsCancellationRequested;

        public override bool IsAskedBy(ActorCell cell, uint token) => _asker == cell && cell.IsStillHandling(_askerAt);

        public override void SetQueueEntry(IMailboxQueueEntry entry, uint token) => _waiting.Set(entry, this, token);

        public override void SetSource(RemoteStream source, uint token)
        {
            RemoteStream[] sources;
            do
            {
                sources = Volatile.Read(ref _sources);
            }
            while (Interlocked.CompareExchange(ref _sources, [.. sources, source], sources) != sources);
        }

        /// <summary>Completes when the answers that have arrived from other processes are here, or as many as there is space for.</summary>
        public Task WaitUntilReadAsync() => Task.WhenAll(Volatile.Read(ref _sources).Select(static source => source.WaitUntilPassedOnAsync()));

        /// <summary>Gives a single answer, which is a stream of one.</summary>
        public override bool TryReply(object? value, uint token)
        {
            if (IsAnswer(value, out T typed))
            {
                if (!_answers.Writer.TryWrite(typed))
                {
                    return false;
                }

                // The reader may have taken it and left: the answer is the reader's in either case.
                _ = TryComplete(token);
                return true;
            }

            DeadLetterFeed.Release(value!);
            return TryFail(WrongType(value), token);
        }

        public override bool TryFail(Exception exception, uint token) => _answers.Writer.TryComplete(exception);

        public override CancellationToken GetCancellation(uint token) => _gone.Token;

        public override ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken)
        {
            if (!IsAnswer(value, out T typed))
            {
                // One exception each for the reader and the writer, which both throw it.
                _ = TryFail(WrongType(value), token);
                DeadLetterFeed.Release(value!);
                return ValueTask.FromException(WrongType(value));
            }

            return !_gone.IsCancellationRequested && _answers.Writer.TryWrite(typed) ? default : WaitAsync(typed, cancellationToken);
        }

        public override bool TryComplete(uint token) => _answers.Writer.TryComplete();

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => _answers.Reader.WaitToReadAsync(cancellationToken);

        public bool TryRead([MaybeNullWhen(false)] out T value) => _answers.Reader.TryRead(out value);

        public ValueTask DisposeAsync()
        {
            // A writer whose write fails sees the reason. After the completion nothing is written, so that no answer is left.
            // Callbacks are the code of the actor: their exceptions and their time do not concern the reader.
            _actor.Owner.Track(_gone.CancelAsync());
            _ = _answers.Writer.TryComplete();
            while (_answers.Reader.TryRead(out T? unread))
            {
                Drop(unread);
            }

            _waiting.Withdraw(this, 0);
            return default;
        }

        private async ValueTask WaitAsync(T value, CancellationToken cancellationToken)
        {
            try
            {
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, cancellationToken);
                either.Token.ThrowIfCancellationRequested();
                await _answers.Writer.WriteAsync(value, either.Token).ConfigureAwait(false);
            }
            catch (ChannelClosedException closed)
            {
                Drop(value);
                throw new OperationCanceledException("The reader of this stream has left, or the stream has ended.", closed);
            }
            catch
            {
                Drop(value);
                throw;
            }
        }

        private void Drop(T value)
        {
            _actor.Owner.CountUnreadAnswer();
            DeadLetterFeed.Release(value!);
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
            new($"it wrote {value?.GetType().Name ?? "null"} where {typeof(T).Name} was asked for.", _actor.Address);
    }
}
