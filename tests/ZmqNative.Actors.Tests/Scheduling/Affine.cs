using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

/// <summary>An actor that records the thread, or what else <paramref name="where"/> returns, at each step of its life and of its handlings.</summary>
internal sealed class Affine(ConcurrentQueue<(string Step, object? Where)> steps, Func<object?> where) : Actor, IAsyncDisposable
{
    public override async ValueTask OnStartedAsync(ActorContext context)
    {
        Add("start");
        await Task.Yield();
        Add("started");
        context.StartTimer("key", "tick", TimeSpan.Zero);
    }

    public override async ValueTask OnRestartingAsync(Exception cause, ActorContext context)
    {
        Add("restart");
        await Task.Run(static () => { });
        Add("restarting");
    }

    public override async ValueTask OnStoppingAsync(ActorContext context)
    {
        Add("stop");
        await Task.Run(static () => { });
        Add("stopping");
    }

    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        Add($"{message}");
        await Task.Yield();
        Add($"{message} yielded");
        await Task.Run(static () => { });
        Add($"{message} ran");
        if (message is ActorRef other)
        {
            _ = await other.AskAsync<string>("x");
            Add("answered");
        }

        if (message is Exception exception)
        {
            throw exception;
        }

        if (context.IsAsked)
        {
            context.Reply(true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Add("dispose");
        await Task.Run(static () => { });
        Add("disposed");
    }

    private void Add(string step) => steps.Enqueue((step, where()));
}
