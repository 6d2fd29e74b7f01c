using System.Diagnostics;

namespace ZmqNative.Tests;

/// <summary>EAGAIN stays EAGAIN: no other code runs between the failing call and the reading of its errno.</summary>
[NonParallelizable]
public sealed class WouldBlockTests : ZmqTest
{
    private const int Rounds = 500_000;
    private const int FewestCollections = 100;
    private static readonly byte[] Payload = [1];

    public static IEnumerable<TestCaseData> Attempts =>
    [
        Attempt("receiving a frame", SocketType.Pull, static socket => socket.TryReceive(out Frame _)),
        Attempt("receiving a span", SocketType.Pull, static socket => socket.TryReceive(default, out _)),
        Attempt("receiving a message", SocketType.Dealer, static socket => socket.TryReceiveMessage(out MultipartMessage _)),
        Attempt("receiving with no time", SocketType.Sub, static socket => socket.TryReceive(out Frame _, TimeSpan.Zero)),
        Attempt("sending a span", SocketType.Push, static socket => socket.TrySend(Payload)),
        Attempt("sending a frame", SocketType.Push, static socket =>
        {
            using Frame frame = Frame.Copy(Payload);
            return socket.TrySend(frame);
        }),
    ];

    [TestCaseSource(nameof(Attempts))]
    public void It_is_false_every_time_while_another_thread_collects_garbage(SocketType type, Func<Socket, bool> attempt)
    {
        using Socket socket = Context.CreateSocket(type);
        using Collector collector = new();
        int successes = 0;
        // On a loaded machine the collector may hardly get a processor while this loop runs: the loop runs until it has run.
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds || (collector.Collections <= FewestCollections && Stopwatch.GetElapsedTime(started) < Generous); i++)
        {
            successes += attempt(socket) ? 1 : 0;
            collector.Attempted = i;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(successes, Is.Zero);
            Assert.That(collector.Collections, Is.GreaterThan(FewestCollections), "hardly any garbage was collected meanwhile");
        }
    }

    private static TestCaseData Attempt(string name, SocketType type, Func<Socket, bool> attempt) =>
        new TestCaseData(type, attempt).SetArgDisplayNames(name);

    /// <summary>Allocates and collects until it is disposed.</summary>
    /// <remarks>
    /// With a pause: a thread that is suspended again before it has resumed would make no progress. After
    /// some attempts the next suspension may still occur at any instruction of one.
    /// </remarks>
    private sealed class Collector : IDisposable
    {
        private const int AttemptsBetween = 10;

        private readonly Thread _thread;
        private volatile bool _stop;
        private int _attempted;
        private int _collections;

        public Collector()
        {
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
            Assert.That(SpinWait.SpinUntil(() => Collections > 0, Generous), Is.True);
        }

        public int Collections => Volatile.Read(ref _collections);

        public int Attempted
        {
            set => Volatile.Write(ref _attempted, value);
        }

        public void Dispose()
        {
            _stop = true;
            Assert.That(_thread.Join(Generous), Is.True);
        }

        private void Run()
        {
            object?[] kept = new object?[1_000];
            while (!_stop)
            {
                for (int i = 0; i < kept.Length; i++)
                {
                    kept[i] = new byte[100];
                }

#pragma warning disable RS0030 // Suspending the other thread at every possible place is the point.
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
#pragma warning restore RS0030
                Volatile.Write(ref _collections, _collections + 1);
                int attempted = Volatile.Read(ref _attempted);
                SpinWait spin = default;
                while (!_stop && Volatile.Read(ref _attempted) < attempted + AttemptsBetween)
                {
                    // Not SpinWait, which finally sleeps for a millisecond: thousands of attempts take place in that time.
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            }
        }
    }
}
