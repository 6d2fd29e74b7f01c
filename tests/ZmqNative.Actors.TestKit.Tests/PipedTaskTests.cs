namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>Tasks whose results become messages: a broker is not idle while one of them may complete by itself, or has completed.</summary>
public sealed class PipedTaskTests : TestKitTest
{
    private const int Rounds = 20;

    [Test]
    [Repeat(10)]
    public async Task The_result_of_work_on_the_thread_pool_is_waited_for()
    {
        for (int i = 0; i < Rounds; i++)
        {
            Receiver receiver = new(static () => Task.Run(static () => 7));
            await SpawnAsync(i, receiver);
            await Kit.IdleAsync();
            Assert.That(receiver.Result, Is.EqualTo(7));
        }
    }

    [Test]
    [Repeat(10)]
    public async Task A_task_that_the_test_completes_is_waited_for_when_it_has_completed()
    {
        for (int i = 0; i < Rounds; i++)
        {
            TaskCompletionSource<int> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Receiver receiver = new(() => source.Task);
            await SpawnAsync(i, receiver);
            await Kit.IdleAsync();
            Assert.That(receiver.Result, Is.Zero);
            source.SetResult(7);
            await Kit.IdleAsync();
            Assert.That(receiver.Result, Is.EqualTo(7));
        }
    }

    private ValueTask SpawnAsync(int number, Receiver receiver) => Broker.Spawn($"piping/{number}", receiver.ReceiveAsync).TellAsync("begin");

    private sealed class Receiver(Func<Task<int>> begin)
    {
        public int Result { get; private set; }

        public ValueTask ReceiveAsync(object message, ActorContext context)
        {
            if (message is int result)
            {
                Result = result;
            }
            else
            {
                context.PipeToSelf(begin());
            }

            return default;
        }
    }
}
