namespace ZmqNative.Interleavings;

/// <summary>Requests in flight: replies, deadlines, cancellation, the end, and the reuse of their objects.</summary>
internal static class RequestScenarios
{
    /// <summary>
    /// A race of a reply and the deadline; then another request with the same object, which has time, and gets its own reply.
    /// </summary>
    public static void ReplyOrDeadline(Schedule schedule)
    {
        World world = new();
        schedule.Start(() =>
        {
            world.Request(1);
            world.Request(2, milliseconds: 200);
        });
        schedule.Start(() => world.Reply(1));
        schedule.Start(() => world.Time.Advance(50));
        schedule.Start(() => world.Reply(2));
        schedule.AtEnd(() => world.CheckEnded(2));
    }

    /// <summary>A race of a reply and cancellation, and of a late reply and the next request.</summary>
    public static void ReplyOrCancellation(Schedule schedule)
    {
        World world = new();
        ControlledCancellationTokenSource cancellation = new();
        schedule.Start(() =>
        {
            world.Request(1, cancellation.Token);
            world.Request(2);
        });
        schedule.Start(cancellation.Cancel);
        schedule.Start(() => world.Reply(1));
        schedule.Start(() => world.Reply(2));
        schedule.AtEnd(() => world.CheckEnded(2));
    }

    /// <summary>Two requests time out together while one of them is answered: no other entry is removed from the wheel.</summary>
    public static void DeadlinesTogether(Schedule schedule)
    {
        World world = new();
        schedule.Start(() => world.Request(1));
        schedule.Start(() => world.Request(2));
        schedule.Start(() => world.Reply(1));
        schedule.Start(() =>
        {
            Schedule.BlockUntil(() => world.Begun == 2);
            world.Time.Advance(50);
        });
        schedule.AtEnd(() => world.CheckEnded(2));
    }

    /// <summary>
    /// Requests expire with one tick; the object of one is in use again, and expires with the next, before the first tick has expired all
    /// entries.
    /// </summary>
    public static void TwoTicks(Schedule schedule)
    {
        World world = new();
        schedule.Start(() =>
        {
            world.Request(1);
            world.Request(3);
        });
        schedule.Start(() => world.Request(2));
        schedule.Start(() => world.Reply(1));
        schedule.Start(() =>
        {
            Schedule.BlockUntil(() => world.Begun >= 2);
            world.Time.Advance(50);
        });
        schedule.Start(() =>
        {
            // The system's timer fires again, on another thread of its pool.
            Schedule.BlockUntil(() => world.Begun == 3);
            while (world.Table.InFlight > 0)
            {
                world.Time.Advance(50);
                Schedule.Yield();
            }
        });
        schedule.AtEnd(() => world.CheckEnded(3));
    }

    /// <summary>The client ends while requests begin, are answered and time out.</summary>
    public static void Ending(Schedule schedule)
    {
        World world = new();
        schedule.Start(() => world.Request(1));
        schedule.Start(() => world.Request(2));
        schedule.Start(() => world.Reply(1));
        schedule.Start(() => world.Table.End(static () => new ObjectDisposedException("client")));
        schedule.AtEnd(() => world.CheckEnded(2));
    }

    private sealed class World
    {
        private readonly Dictionary<int, ulong> _ids = [];
        private readonly List<int> _answered = [];
        private int _failed;

        public World()
        {
            Deadlines = new DeadlineWheel(Time);
            Table = new PendingRequestTable<ReceivedMessage>("client", 4, Deadlines);
        }

        public SteppedTime Time { get; } = new();

        public DeadlineWheel Deadlines { get; }

        public PendingRequestTable<ReceivedMessage> Table { get; }

        public int Begun => _ids.Count;

        public void Request(int number, ControlledCancellationToken cancellation = default, int milliseconds = 20)
        {
            long began = Time.Now;
            try
            {
                PendingRequest<ReceivedMessage> pending = Table.Begin(TimeSpan.FromMilliseconds(milliseconds), cancellationToken: cancellation);
                ValueTask<ReceivedMessage> task = pending.Task;
                _ids[number] = pending.RequestId;
                pending.Observe();
                int answer = task.Wait().Number;
                Check.That(answer == number, $"request {number} got the answer to {answer}");
                _answered.Add(number);
            }
            catch (Exception exception) when (exception is RequestTimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                Check.That(exception is not RequestTimeoutException || Time.Now >= began + milliseconds, "a request ended before its time");
                _failed++;
                _ = _ids.TryAdd(number, 0);
            }
        }

        public void Reply(int number)
        {
            Schedule.BlockUntil(() => _ids.ContainsKey(number));
            if (Table.TryTake(_ids[number], out PendingRequest<ReceivedMessage>? pending))
            {
                pending.Succeed(new ReceivedMessage(number));
            }
        }

        public void CheckEnded(int count)
        {
            Check.That(_answered.Count + _failed == count, "a request that did not end once");
            Check.That(Table.InFlight == 0, "a request is in flight");
        }
    }
}
