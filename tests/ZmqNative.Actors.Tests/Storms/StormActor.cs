using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests;

/// <summary>Handles each message according to its kind, and reports when two instances handle messages at the same time.</summary>
internal sealed class StormActor(StormLedger ledger, StrongBox<int> inside, Func<Actor>? child) : Actor
{
    private readonly HashSet<int> _stashed = [];

    public override ValueTask OnStartedAsync(ActorContext context)
    {
        if (child is not null)
        {
            _ = context.Spawn("child", child, new ActorOptions
            {
                MailboxCapacity = 4,
                Supervision = StormException.Supervision(TimeSpan.Zero),
            });
        }

        return default;
    }

    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        if (Interlocked.Increment(ref inside.Value) != 1)
        {
            ledger.Problem($"{context.Self} is in two turns at once");
        }

        try
        {
            if (message is Frame frame)
            {
                ledger.FrameHandled();
                frame.Dispose();
            }
            else
            {
                await HandleAsync((StormMessage)message, context);
            }
        }
        finally
        {
            _ = Interlocked.Decrement(ref inside.Value);
        }
    }

    private async ValueTask HandleAsync(StormMessage message, ActorContext context)
    {
        switch (message.Kind)
        {
            case StormKind.HandleLater:
                await Task.Yield();
                break;
            case StormKind.AnswerLater when context.IsAsked:
                ReplyHandle handle = context.ReplyLater();
                ledger.Handled(message, context.Self.Address);
                _ = Task.Run(() => handle.Reply(message.Id));
                return;
            case StormKind.Stash when _stashed.Add(message.Id):
                context.Stash();
                return;
            case StormKind.Unstash:
                context.UnstashAll();
                break;
            case StormKind.Crash:
                throw new StormException(SupervisionDirective.Restart);
            case StormKind.CrashLater:
                await Task.Yield();
                throw new StormException(SupervisionDirective.Restart);
            case StormKind.Shrug:
                throw new StormException(SupervisionDirective.Resume);
            case StormKind.Die:
                throw new StormException(SupervisionDirective.Stop);
            case StormKind.Escalate:
                throw new StormException(SupervisionDirective.Escalate);
            default:
                break;
        }

        ledger.Handled(message, context.Self.Address);
        if (context.IsAsked)
        {
            context.Reply(message.Id);
        }
    }
}
