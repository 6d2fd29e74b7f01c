using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

/// <summary>What happened, in order, noted by many.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<string> _events = new();

    public string[] Events => [.. _events];

    public int Count => _events.Count;

    public void Add(string what) => _events.Enqueue(what);
}

/// <summary>Notes each hook and message; throws what it is sent, and does what it is told.</summary>
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
