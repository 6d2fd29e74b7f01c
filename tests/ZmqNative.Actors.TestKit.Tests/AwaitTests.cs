using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>Each form of an await for the test: the broker is idle until the test completes it, and not idle until the handling is over after that.</summary>
public sealed class AwaitTests : TestKitTest
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static IEnumerable<TestCaseData> Forms =>
    [
        Form("a ValueTask of a task", static (gate, _) => new ValueTask(gate.Task)),
        Form("nested methods", static async (gate, _) => await Nested(gate.Task, 20)),
        Form("a pooled state machine", static (gate, _) => PooledAsync(gate.Task)),
        Form("an iterator", static async (gate, _) =>
        {
            await foreach (int number in Numbers(gate.Task))
            {
                await Task.Delay(number);
            }
        }),
        Form("WhenAll of results", static async (gate, _) => await Task.WhenAll(gate.Task, Task.FromResult(1), gate.Task)),
        Form("WhenAny of two", static async (gate, _) => await Task.WhenAny(gate.Task, new TaskCompletionSource<int>().Task)),
        Form("WhenAny of three", static async (gate, _) =>
            await Task.WhenAny(gate.Task, new TaskCompletionSource<int>().Task, new TaskCompletionSource<int>().Task)),
        Form("WaitAsync on virtual time", static async (gate, time) => await gate.Task.WaitAsync(Day, time)),
        Form("WaitAsync with a token", static async (gate, _) =>
        {
            using CancellationTokenSource never = new();
            await gate.Task.WaitAsync(never.Token);
        }),
        Form("a delay that is cancelled", static async (gate, _) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, gate.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)),
        Form("a channel", static async (gate, _) => await gate.Channel.Reader.ReadAsync()),
        Form("a task of a channel's read", static async (gate, _) => await gate.Channel.Reader.ReadAsync().AsTask()),
        Form("a semaphore", static async (gate, _) => await gate.Semaphore.WaitAsync()),
        Form("a semaphore with a token", static async (gate, _) =>
        {
            using CancellationTokenSource never = new();
            await gate.Semaphore.WaitAsync(never.Token);
        }),
    ];

    [TestCaseSource(nameof(Forms))]
    public async Task The_broker_is_idle_until_the_test_completes_it(Func<Gate, TimeProvider, ValueTask> form)
    {
        using Gate gate = new();
        bool done = false;
        await RunAsync(SpawnRunner(), async _ =>
        {
            await form(gate, Kit.Time);
            await Task.Yield();
            done = true;
        });
        await Kit.IdleAsync();
        Assert.That(done, Is.False);
        gate.Open();
        await Kit.IdleAsync();
        Assert.That(done, Is.True);
    }

    [Test]
    public async Task Ticks_of_a_periodic_timer_are_awaited_one_by_one()
    {
        int ticks = 0;
        await RunAsync(SpawnRunner(), async _ =>
        {
            using PeriodicTimer timer = new(TimeSpan.FromSeconds(1), Kit.Time);
            while (ticks < 10 && await timer.WaitForNextTickAsync())
            {
                ticks++;
                await Task.Yield();
            }
        });
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.That(ticks, Is.EqualTo(4));
        await Kit.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.That(ticks, Is.EqualTo(10));
    }

    [Test]
    public async Task A_cancellation_on_virtual_time_is_waited_for()
    {
        bool cancelled = false;
        TaskCompletionSource never = new();
        await RunAsync(SpawnRunner(), async _ =>
        {
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1), Kit.Time);
            try
            {
                await never.Task.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await Task.Yield();
                cancelled = true;
            }
        });
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.That(cancelled, Is.False);
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That(cancelled, Is.True);
    }

    private static TestCaseData Form(string name, Func<Gate, TimeProvider, ValueTask> form) => new TestCaseData(form).SetArgDisplayNames(name);

    private static async Task Nested(Task task, int depth)
    {
        await Task.Yield();
        await (depth == 0 ? task : Nested(task, depth - 1)).ConfigureAwait(depth % 2 == 0);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask PooledAsync(Task task)
    {
        await Task.Yield();
        await task;
    }

    private static async IAsyncEnumerable<int> Numbers(Task task)
    {
        await Task.Yield();
        yield return 1;
        await task;
        yield return 2;
    }
}
