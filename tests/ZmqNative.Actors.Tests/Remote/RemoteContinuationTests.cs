namespace ZmqNative.Actors.Tests;

/// <summary>The thread on which code continues that asks an actor of another process.</summary>
public sealed class RemoteContinuationTests : RemoteTest
{
    [TestCase(ContinuationThread.Reactor, true)]
    [TestCase(ContinuationThread.ThreadPool, false)]
    public async Task An_ask_that_an_item_of_a_reactor_cancels_continues_where_its_client_says(
        ContinuationThread continuations, bool onReactor)
    {
        const int Tries = 20;
        Broker broker = Listen();
        TaskCompletionSource asked = new();
        _ = broker.Spawn("silent", (message, context) =>
        {
            _ = context.ReplyLater();
            asked.SetResult();
            return default;
        });
        await using BrokerClient client = Connect(broker, new BrokerClientOptions { Continuations = continuations });
        await using AsyncSocket trigger = CreateSocket(SocketType.Pair);
        await using AsyncSocket triggered = CreateSocket(SocketType.Pair);
        triggered.Bind("inproc://trigger");
        trigger.Connect("inproc://trigger");
        int endedOnReactor = 0;
        for (int i = 0; i < Tries; i++)
        {
            using CancellationTokenSource cancelling = new();
            asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<bool> asking = EndsOnReactorAsync(client.Actor("silent").AskAsync<string>("x", cancellationToken: cancelling.Token).AsTask());
            await asked.Task.WaitAsync(Limit);
            Task cancelled = CancelAsync(cancelling);
            await trigger.SendAsync(new byte[1]);
            await cancelled.WaitAsync(Limit);
            endedOnReactor += await asking.WaitAsync(Limit) ? 1 : 0;
        }

        // On a busy machine the thread may be late, and hand its work over to the pool.
        Assert.That(endedOnReactor, onReactor ? Is.Positive : Is.Zero);

        async Task CancelAsync(CancellationTokenSource cancelling)
        {
            (await triggered.ReceiveAsync().ConfigureAwait(false)).Dispose();
#pragma warning disable CA1849, VSTHRD103, MA0042 // On this thread.
            cancelling.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
        }

        static async Task<bool> EndsOnReactorAsync(Task task)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ReactorThread.Current is not null;
        }
    }
}
