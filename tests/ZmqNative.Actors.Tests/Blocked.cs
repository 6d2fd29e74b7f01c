using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Tests;

/// <summary>An actor that signals the begin of each message, waits for <see cref="Go"/>, and keeps the handled messages.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nothing is allocated that would need it.")]
internal sealed class Blocked : Actor
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _go = new(0);
    private readonly List<object> _handled = [];

    public object[] Handled
    {
        get
        {
            lock (_handled)
            {
                return [.. _handled];
            }
        }
    }

    public Task BegunAsync(CancellationToken limit) => _begun.WaitAsync(limit);

    public void Go(int messages = 1) => _go.Release(messages);

    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        _begun.Release();
        await _go.WaitAsync();
        lock (_handled)
        {
            _handled.Add(message);
        }

        if (context.IsAsked)
        {
            context.Reply(message);
        }
    }
}
