using ZmqNative.Actors;
using ZmqTool.Endpoints;

namespace ZmqTool.Verbs;

/// <summary><c>zmq actor watch</c>.</summary>
internal sealed class ActorWatchVerb() : ActorVerb(
    "watch",
    "Waits until an actor stops, or the connection to its process is lost.",
    "zmq actor watch tcp://localhost:5570/order/42 && echo 'order 42 is done'")
{
    protected override async Task RunAsync(Invocation run, ActorTarget target)
    {
        TaskCompletionSource<Exception?> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef watcher = target.Broker.Spawn("watcher", (message, context) =>
        {
            if (message is ActorStopped ended)
            {
                _ = stopped.TrySetResult(ended.Cause);
            }
            else
            {
                context.Watch(target.Actor);
            }

            return ValueTask.CompletedTask;
        });
        await watcher.TellAsync("watch", run.Cancellation);
        await Waiting.ForAsync(run.Console, stopped.Task, $"the end of {target.Actor.Address}", timeout: null, run.Cancellation);
        run.Console.WriteLine(await stopped.Task is { } cause
            ? throw ToolException.Failure($"Whether {target.Actor.Address} has stopped is not known: {cause.Message}")
            : $"stopped {target.Actor.Address}");
    }
}
