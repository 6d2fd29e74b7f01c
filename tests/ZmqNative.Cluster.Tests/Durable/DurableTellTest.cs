using System.Collections.Concurrent;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>A test with actors that write the durable tells which they handle into a store.</summary>
public abstract class DurableTellTest : ClusterTest
{
    // Actors that fail are restarted at once and as often as they fail: the pauses are those of the durable tells.
    private static readonly KeyedOptions AtOnce = new()
    {
        Actor = new ActorOptions { Supervision = new Supervision { InitialBackoff = TimeSpan.Zero, MaxRestarts = int.MaxValue } },
    };

    private volatile TaskCompletionSource _open = new();
    private volatile bool _isFailing;

    /// <summary>The attempts of all actors.</summary>
    protected ConcurrentQueue<(string Key, string Text, DurableTell Tell)> Attempts { get; } = new();

    /// <summary>One shard, so that all keys are in it, and short pauses.</summary>
    protected static ClusterOptions OneShard { get; } = LongLease with
    {
        Shards = 1,
        DurableTells = new DurableTellOptions { FirstPause = TimeSpan.FromMilliseconds(100), MaxPause = TimeSpan.FromMilliseconds(200), MaxAttempts = 1000 },
    };

    /// <summary>One shard, of which few tells that were handled wait for one in front of them.</summary>
    protected static ClusterOptions FewHandled { get; } = OneShard with { DurableTells = OneShard.DurableTells with { MaxHeldPerShard = 8 } };

    private protected EffectStore Store { get; private set; } = new();

    [SetUp]
    public void CreateStore()
    {
        Store = new EffectStore();
        Attempts.Clear();
        (_isFailing, _open) = (true, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Lets messages that begin with "fail" succeed.</summary>
    protected void EndFailures() => _isFailing = false;

    /// <summary>Lets messages that begin with "wait" go on.</summary>
    protected void Open() => _open.TrySetResult();

    protected async Task<ClusterBroker> JoinAccountsAsync(string name, ClusterOptions? options = null, IClusterEngine? engine = null)
    {
        Broker broker = CreateBroker(name);
        broker.Register("account/{id}", id => new Account(this, id), AtOnce);
        ClusterBroker cluster = broker.JoinCluster(engine ?? Engine, options ?? LongLease);
        await cluster.WaitUntilJoinedAsync(Limit);
        return cluster;
    }

    protected static async Task<long> CountAsync(IClusterEngine engine, DurableStream stream, CancellationToken cancellationToken) =>
        (await engine.Log.GetStateAsync(stream, cancellationToken: cancellationToken)).Count;

    /// <summary>Waits until the log has a number of durable tells.</summary>
    protected async Task LeftAsync(IClusterEngine engine, long count)
    {
        while (await CountAsync(engine, DurableStream.Tells, Limit) != count)
        {
            await Task.Delay(5, Limit);
        }
    }

    /// <summary>Waits until the first shard has a mark that it has gaps, or none.</summary>
    protected async Task MarkedAsync(IClusterEngine engine, bool isMarked)
    {
        while (await engine.Directory.ReadAsync(DirectoryTable.Shards, ClusterTable.KeyOfGaps(0), Limit) is null == isMarked)
        {
            await Task.Delay(5, Limit);
        }
    }

    /// <summary>Tells two texts to one key, each with as many tells of another key behind it as are too many to wait for it, until nothing of the other key is left.</summary>
    protected async Task TellWithGapsAsync(IClusterEngine engine, ClusterBroker sender, string first, string second)
    {
        int others = 0;
        foreach (string text in (string[])[first, second])
        {
            _ = await sender.TellDurablyAsync("account/held", text, cancellationToken: Limit);
            for (int i = 0; i < FewHandled.DurableTells.MaxHeldPerShard * 3; i++)
            {
                _ = await sender.TellDurablyAsync("account/free", $"{others++}", cancellationToken: Limit);
            }
        }

        await Eventually(() => Store.Of("free").Length == others, "the other key goes on");
        while (await CountAsync(engine, DurableStream.Tells, Limit) != 2)
        {
            _ = await sender.TellDurablyAsync("account/free", $"{others++}", cancellationToken: Limit);
            await Eventually(() => Store.Of("free").Length == others, "the other key goes on");
            await Task.Delay(20, Limit);
        }
    }

    protected async Task<IReadOnlyList<DurableDeadLetter>> ListAsync(ClusterBroker cluster)
    {
        List<DurableDeadLetter> letters = [];
        await foreach (DurableDeadLetter letter in cluster.DeadLetters.ListAsync(Limit))
        {
            letters.Add(letter);
        }

        return letters;
    }

    private sealed class Account(DurableTellTest test, string id) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            string text = (string)message;
            if (context.Durable is not { } tell)
            {
                context.Reply($"{context.Broker.Options.Name}: {text}");
                return;
            }

            test.Attempts.Enqueue((id, text, tell));
            if (text.StartsWith("wait", StringComparison.Ordinal))
            {
                await test._open.Task.WaitAsync(context.Stopping);
            }
            else if (text.StartsWith("yield", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
            else if (text.StartsWith("fail", StringComparison.Ordinal) && test._isFailing)
            {
                throw new InvalidOperationException($"{text} is refused");
            }

            test.Store.Write(id, context, text);
        }
    }
}
