using ZmqNative.Actors;

namespace ZmqNative.Interleavings;

/// <summary>Asks, whose deadlines stay on the wheel from one ask to the next.</summary>
internal static class AskScenarios
{
    /// <summary>
    /// An ask that is answered, and one that is not: the second times out, although the wheel may still have the entry of the first.
    /// </summary>
    public static void AnsweredThenForgotten(Schedule schedule)
    {
        World world = new();
        schedule.Start(() =>
        {
            world.Ask(1, milliseconds: 100, answered: true);
            world.Ask(2, milliseconds: 10, answered: false);
        });
        world.Answer(schedule, 1);
        world.Clock(schedule);
        schedule.AtEnd(() => world.CheckEnded(2));
    }

    /// <summary>The deadline passes between two asks of one object; the second, which is not answered, times out anyway.</summary>
    public static void ExpiredBetween(Schedule schedule)
    {
        World world = new();
        schedule.Start(() =>
        {
            world.Ask(1, milliseconds: 10, answered: true);
            world.Ask(2, milliseconds: 30, answered: false);
        });
        world.Answer(schedule, 1);
        world.Clock(schedule);
        schedule.AtEnd(() => world.CheckEnded(2));
    }

    /// <summary>An answer, a cancellation and the deadline at once; the late ones do not reach the next ask.</summary>
    public static void AllAtOnce(Schedule schedule)
    {
        World world = new();
        ControlledCancellationTokenSource cancellation = new();
        schedule.Start(() =>
        {
            world.Ask(1, milliseconds: 10, answered: true, cancellation.Token);
            world.Ask(2, milliseconds: 10, answered: false);
        });
        world.Answer(schedule, 1);
        schedule.Start(cancellation.Cancel);
        world.Clock(schedule);
        schedule.AtEnd(() => world.CheckEnded(2));
    }

    /// <summary>
    /// A handler looks at the token of its ask while that ends: after an end without an answer the token is cancelled, and that of the next ask of
    /// the same object is not.
    /// </summary>
    public static void TokenOfEndedAsk(Schedule schedule)
    {
        World world = new();
        ControlledCancellationTokenSource cancellation = new();
        ControlledCancellationToken seen = default;
        schedule.Start(() =>
        {
            world.Ask(1, milliseconds: 10, answered: false, cancellation.Token);
            world.Ask(2, milliseconds: 30, answered: true);
        });
        schedule.Start(() => seen = world.LookAtToken(1));
        world.Answer(schedule, 2, static token => Check.That(!token.IsCancellationRequested, "the token of an ask that was answered"));
        schedule.Start(cancellation.Cancel);
        world.Clock(schedule);
        schedule.AtEnd(() =>
        {
            world.CheckEnded(2);
            Check.That(seen.IsCancellationRequested, "the handler was not notified");
        });
    }

    private sealed class World
    {
        private readonly Broker _broker = new();
        private readonly Dictionary<int, (AskSource<int> Source, uint Token)> _asks = [];
        private readonly Dictionary<int, long> _due = [];
        private int _ended;

        public void Ask(int number, int milliseconds, bool answered, ControlledCancellationToken cancellation = default)
        {
            long began = _broker.Time.Now;
            AskSource<int> source = AskSource<int>.Rent(new ActorRef(_broker), TimeSpan.FromMilliseconds(milliseconds), cancellation);
            ValueTask<int> task = source.Task;
            _asks[number] = (source, source.Use);
            _due[number] = _broker.Time.Now + milliseconds;
            source.Observe();
            try
            {
                int answer = task.Wait();
                Check.That(answered && answer == number, $"ask {number} got the answer to {answer}");
            }
            catch (Exception exception) when (exception is AskTimeoutException or OperationCanceledException)
            {
                Check.That(exception is not AskTimeoutException || _broker.Time.Now >= began + milliseconds, $"ask {number} ended before its time");
                Check.That(exception is AskTimeoutException || cancellation.CanBeCanceled, "an ask was cancelled that could not be");
            }

            _ended++;
        }

        public void Answer(Schedule schedule, int number, Action<ControlledCancellationToken>? check = null) => schedule.Start(() =>
        {
            Schedule.BlockUntil(() => _asks.ContainsKey(number));
            (AskSource<int> source, uint token) = _asks[number];
            ControlledCancellationToken seen = check is null ? default : source.Target.GetCancellation(token);
            if (source.Target.TryReply(number, token))
            {
                check?.Invoke(seen);
            }
        });

        public ControlledCancellationToken LookAtToken(int number)
        {
            Schedule.BlockUntil(() => _asks.ContainsKey(number));
            (AskSource<int> source, uint token) = _asks[number];
            return source.Target.GetCancellation(token);
        }

        /// <summary>Advances the clock while there are asks. An ask that is overdue by three slots was lost.</summary>
        public void Clock(Schedule schedule) => schedule.Start(() =>
        {
            while (_ended < 2)
            {
                _broker.Time.Advance(10);
                foreach ((int number, long due) in _due.ToArray())
                {
                    (AskSource<int> source, uint token) = _asks[number];
                    Check.That(!source.IsPending(token) || _broker.Time.Now <= due + 30, $"ask {number} was forgotten");
                }

                Schedule.Yield();
            }
        });

        public void CheckEnded(int count)
        {
            Check.That(_ended == count, "an ask that did not end once");
            Check.That(PatternAccounting.LiveWaiters == 0, "an ask is alive");
        }
    }
}
