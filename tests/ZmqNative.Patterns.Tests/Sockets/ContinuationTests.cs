using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests;

public sealed class ContinuationTests : PatternTest
{
    [TestCase(ContinuationThread.Reactor)]
    [TestCase(ContinuationThread.ThreadPool)]
    public async Task Continuations_run_where_the_options_say(ContinuationThread continuations)
    {
        AsyncSocketOptions options = new() { Continuations = continuations };
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1, options: options);
        int onReactor = 0;
        for (int i = 0; i < 200; i++)
        {
            int accepted = SocketPair.Fill(pair.Connected);
            Task<string> sent = WhereAsync(pair.Connected.SendAsync(new byte[1]));
            for (int j = 0; j < accepted + 1; j++)
            {
                (await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
            }

            Task<string> received = WhereAsync(DisposeReceivedAsync(pair.Bound));
            await pair.Connected.SendAsync(new byte[1]).AsTask().WaitAsync(Generous);
            foreach (string thread in await Task.WhenAll(sent, received).WaitAsync(Generous))
            {
                bool reactor = thread.StartsWith("ZmqNative reactor", StringComparison.Ordinal);
                onReactor += reactor ? 1 : 0;
                Assert.That(reactor || thread == "pool", Is.True, thread);
            }
        }

        // An operation that another thread completes, by an operation of its own, continues on the pool in any case.
        Assert.That(onReactor, continuations == ContinuationThread.Reactor ? Is.Positive : Is.Zero);
    }

    [Test]
    public async Task A_value_task_that_is_awaited_twice_throws()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        ValueTask<MultipartMessage> receive = pair.Bound.ReceiveAsync();
        await pair.Connected.SendAsync("once"u8.ToArray());
        (await receive).Dispose();

#pragma warning disable CA2012 // That is the subject.
        Assert.That(async () => await receive, Throws.InvalidOperationException);
#pragma warning restore CA2012
    }

    [Test]
    public async Task Reading_a_result_too_early_throws_and_has_no_effect()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
#pragma warning disable CA2012, VSTHRD002 // That is the subject.
        ValueTask<MultipartMessage> receive = pair.Bound.ReceiveAsync();
        ValueTaskAwaiter<MultipartMessage> awaiter = receive.GetAwaiter();
        Assert.That(() => awaiter.GetResult(), Throws.InvalidOperationException);
        await pair.Connected.SendAsync("later"u8.ToArray());
        using MultipartMessage message = await receive.AsTask().WaitAsync(Generous);
#pragma warning restore CA2012, VSTHRD002
        Assert.That(message.ToString(), Is.EqualTo("later"));
    }

    [Test]
    public async Task A_continuation_that_blocks_does_not_stop_the_reactor()
    {
        await using SocketPair blocked = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
        using SemaphoreSlim release = new(0);
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task blocking = BlockAsync();
        await blocked.Connected.SendAsync("block"u8.ToArray());
        await entered.Task.WaitAsync(Generous);

        for (int i = 0; i < 100; i++)
        {
            Task<MultipartMessage> receive = other.Bound.ReceiveAsync().AsTask();
            await other.Connected.SendAsync("go on"u8.ToArray());
            (await receive.WaitAsync(Generous)).Dispose();
        }

        release.Release();
        await blocking.WaitAsync(Generous);

        async Task BlockAsync()
        {
            (await blocked.Bound.ReceiveAsync()).Dispose();
            entered.SetResult();
#pragma warning disable CA1849, VSTHRD103, MA0042 // It must block.
            release.Wait(Generous);
#pragma warning restore CA1849, VSTHRD103, MA0042
        }
    }

    private static async Task<string> WhereAsync(ValueTask operation)
    {
        await operation.ConfigureAwait(false);
        return Thread.CurrentThread.IsThreadPoolThread ? "pool" : Thread.CurrentThread.Name ?? "unnamed";
    }

    private static async ValueTask DisposeReceivedAsync(AsyncSocket socket) =>
        (await socket.ReceiveAsync().ConfigureAwait(false)).Dispose();
}
