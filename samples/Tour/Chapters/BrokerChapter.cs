using Tour.Stage;
using ZmqNative.Actors;

namespace Tour.Chapters;

/// <summary>10,000 actors that pass messages on to each other: chains through the whole broker, several at a time.</summary>
/// <remarks>Each actor counts what it was given; the sum must be the number of messages sent, and no chain may be broken.</remarks>
internal sealed class BrokerChapter : ITourChapter
{
    private const int Actors = 10_000;

    // Enough to keep two processors busy, and few enough to measure the time from actor to actor and not that in a queue.
    private const int Chains = 64;

    // A prime, so that a chain visits all actors before it comes to one again.
    private const int Stride = 7919;

    // The number of hops between two readings of the clock.
    private const int SampledHops = 1024;

    public string Title => "Broker";

    public string About => "10,000 actors pass messages on to each other within the process; every message is counted";

    public IEnumerable<Transport> On(IReadOnlyList<Transport> available) => [Transport.Inproc];

    public async Task<Measurement> RunAsync(TourStage stage, Transport transport, Gauge gauge)
    {
        // On another thread, so that the screen is drawn even if the code below never waits.
        await Task.Yield();

        await using Broker broker = new();
        using CountdownEvent running = new(Chains);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RelayActor[] relays = [.. Enumerable.Range(0, Actors).Select(_ => new RelayActor(gauge, () =>
        {
            if (running.Signal())
            {
                ended.SetResult();
            }
        }))];
        ActorRef[] actors = [.. relays.Select((relay, i) => broker.Spawn($"relay/{i}", () => relay))];
        for (int i = 0; i < Actors; i++)
        {
            relays[i].Next = actors[(i + Stride) % Actors];
        }

        gauge.Start();
        Baton[] batons = [.. Enumerable.Range(0, Chains).Select(static _ => new Baton())];
        for (int i = 0; i < Chains; i++)
        {
            await actors[i * (Actors / Chains)].TellAsync(batons[i], stage.Ended);
        }

        while (!ended.Task.IsCompleted)
        {
            // Approximate while it runs.
            gauge.Set(batons.Sum(static baton => baton.Hops), 0);
            try
            {
                await ended.Task.WaitAsync(TimeSpan.FromMilliseconds(50), stage.Ended);
            }
            catch (TimeoutException) when (gauge.Elapsed < gauge.Budget + stage.Schedule.Patience)
            {
            }
            catch (TimeoutException)
            {
                throw new TourFailedException("The actors of the broker did not come to an end.");
            }
            catch (OperationCanceledException)
            {
                throw stage.WhyItEnded();
            }
        }

        TimeSpan elapsed = gauge.Elapsed;
        return Measure(gauge, elapsed, batons.Sum(static baton => baton.Hops), relays.Sum(static relay => relay.Received), broker);
    }

    private Measurement Measure(Gauge gauge, TimeSpan elapsed, long sent, long received, Broker broker)
    {
        Problems problems = new();
        gauge.Set(received, 0);
        if (sent != received)
        {
            problems.Add($"{sent:N0} messages were sent, {received:N0} were handled");
        }

        if (broker.DeadLetters.Count + broker.Failures != 0)
        {
            problems.Add($"{broker.DeadLetters.Count:N0} dead letters, {broker.Failures:N0} failures");
        }

        return new Measurement
        {
            Pattern = Title,
            Transport = Transport.Inproc,
            Messages = received,
            Bytes = 0,
            Elapsed = elapsed,
            Verified = $"{Actors:N0} actors, {received:N0} messages",
            Problems = problems.ToArray(),
        };
    }

    /// <summary>The message that is passed on; it counts its hops. One actor has it at a time.</summary>
    private sealed class Baton
    {
        public long Hops = 1;
    }

    private sealed class RelayActor(Gauge gauge, Action ended) : Actor
    {
        public ActorRef Next { get; set; } = null!;

        public long Received { get; private set; }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            Received++;
            Baton baton = (Baton)message;

            // The clock is not read for each message: reading it costs as much as the message.
            if (baton.Hops % SampledHops == 0 && gauge.TimeIsUp)
            {
                ended();
                return default;
            }

            baton.Hops++;
            return Next.TellAsync(baton);
        }
    }
}
