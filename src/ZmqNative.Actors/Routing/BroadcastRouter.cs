using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>A router that sends each message to all routees.</summary>
internal sealed class BroadcastRouter(Broker broker, string address) : Router(broker, address, RouteeSet.Create(0))
{
    // As far as it is known before, either all routees accept a message or none.
    internal override bool HasSpace => Array.TrueForAll(Set.Actors, static actor => actor.HasSpace);

    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        ActorRef[] actors = Set.Actors;
        return actors.Length == 0 ? NoRoutee : HasSpace ? PostAll(actors, message, target, token) : PostResult.Full;
    }

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        ActorRef[] actors = Set.Actors;
        if (actors.Length == 0)
        {
            return ValueTask.FromException(Refuse(message));
        }

        if (target is not null)
        {
            PostAsk(message, target, token);
            return default;
        }

        return new ValueTask(PostAllAsync(actors, message, cancellationToken));
    }

    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
        ActorRef[] actors = Set.Actors;
        if (actors.Length == 0)
        {
            _ = target.TryFail(Refuse(message), token);
            return;
        }

        if (target is HandlingReport)
        {
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.Unsendable);
            _ = target.TryFail(new ActorFailedException("a durable tell cannot be forwarded to several actors. Tell it durably to each.", Address), token);
            return;
        }

        SharedAnswer answer = new(target, token, actors.Length);
        for (int i = 0; i < actors.Length; i++)
        {
            actors[i].PostAsk(Part(message, i, actors.Length), answer.Share(), 0);
        }
    }

    // The last receiver gets the original.
    private static object Part(object message, int index, int count) => index == count - 1 ? message : MessageSharing.Share(message);

    private PostResult PostAll(ActorRef[] actors, object message, ReplyTarget? target, uint token)
    {
        SharedAnswer? answer = target is null ? null : new SharedAnswer(target, token, actors.Length);
        List<(ActorRef Actor, object Part, PostResult Result)>? refused = null;
        for (int i = 0; i < actors.Length; i++)
        {
            ReplyTarget? share = answer?.Share();
            object part = Part(message, i, actors.Length);
            PostResult result = actors[i].TryPost(part, share, 0);
            if (result is PostResult.Full or PostResult.Rejected or PostResult.AsksItself)
            {
                // Its mailbox was filled meanwhile. The other routees have the message, so this one waits in the queue.
                actors[i].PostAsk(part, share ?? IgnoredReply.Instance, 0);
            }
            else if (result != PostResult.Accepted)
            {
                _ = share?.TryFail(new ActorStoppedException(actors[i].Address), 0);
                _ = RemoveIfStopped(actors[i], result);
                (refused ??= []).Add((actors[i], part, result));
            }
        }

        return refused is null ? PostResult.Accepted : EndRefused(refused, actors.Length);
    }

    // The parts of those that cannot be served are dead letters. If all refused, the message is still its sender's: so is the last part.
    private PostResult EndRefused(List<(ActorRef Actor, object Part, PostResult Result)> refused, int count)
    {
        bool accepted = refused.Count < count;
        for (int i = 0; i < refused.Count; i++)
        {
            (ActorRef actor, object part, PostResult result) = refused[i];
            if (accepted)
            {
                AddDeadLetter(actor, part, result);
            }
            else if (i < count - 1)
            {
                MessageSharing.Release(part);
            }
        }

        return accepted ? PostResult.Accepted
            : refused.Exists(static refusal => refusal.Result == PostResult.Unsendable) ? PostResult.Unsendable
            : NoRoutee;
    }

    private void AddDeadLetter(ActorRef actor, object part, PostResult result)
    {
        (DeadLetterReason reason, Exception? cause) = result switch
        {
            PostResult.Unsendable => (DeadLetterReason.Unsendable, actor.FindSendFailure(part)),
            PostResult.NotFound => (DeadLetterReason.NotFound, null),
            _ => (DeadLetterReason.Stopped, null),
        };
        Owner.DeadLetters.Add(part, actor.Address, reason, cause);
    }

    [SuppressMessage("Design", "CA1031", Justification = "What one routee refuses is a dead letter; the first refusal is thrown if no routee accepted the message.")]
    private static async Task PostAllAsync(ActorRef[] actors, object message, CancellationToken cancellationToken)
    {
        Task[] posts = new Task[actors.Length];
        for (int i = 0; i < actors.Length; i++)
        {
            posts[i] = actors[i].PostAsync(Part(message, i, actors.Length), null, 0, cancellationToken).AsTask();
        }

        try
        {
            await Task.WhenAll(posts).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested && Array.Exists(posts, static post => post.IsCompletedSuccessfully))
        {
            // Those that refused have stopped, fail when they are full, or cannot be sent such messages: their parts are dead letters.
        }
    }
}
