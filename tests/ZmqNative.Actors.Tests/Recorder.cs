using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

/// <summary>A list of events in order, written by many threads.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<string> _events = new();

    public string[] Events => [.. _events];

    public int Count => _events.Count;

    public void Add(string what) => _events.Enqueue(what);
}

/// <summary>An actor that records each hook and message, throws the exceptions and runs the actions that it is sent.</summary>
internal sealed class Recorded(Recorder recorder, string name, Action<Recorded>? onStart = null) : Actor, IDisposable
{
    public override ValueTask OnStartedAsync(ActorContext context)
    {
        recorder.Add($"{name} started");
        onStart?.Invoke(this);
        return default;
    }

    public override async ValueTask OnStoppingAsync(ActorContext context)
    {
        await Task.Yield();
        recorder.Add($"{name} stopping");
    }

    public override ValueTask OnRestartingAsync(Exception cause, ActorContext context)
    {
        recorder.Add($"{name} restarting: {cause?.Message}");
        return default;
    }

    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        switch (message)
        {
            case Exception exception:
                throw exception;
            case Func<ActorContext, ValueTask> action:
                await action(context);
                break;
            case Action<ActorContext> action:
                action(context);
                break;
            case ActorStopped stopped:
                recorder.Add($"{name} saw {stopped.Actor} stop");
                break;
            default:
                recorder.Add($"{name} got {message}");
                break;
        }

        if (context.IsAsked)
        {
            context.Reply(true);
        }
    }

    public void Dispose() => recorder.Add($"{name} disposed");
}
