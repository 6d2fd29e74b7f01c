using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>A router that sends each message to one routee.</summary>
internal sealed class ChoosingRouter : Router
{
    private readonly RoutingStrategy _strategy;
    private readonly Func<object, RoutingKey> _keyOf;
    private int _turn;

    public ChoosingRouter(Broker broker, string address, RouterOptions options)
        : base(broker, address, RouteeSet.Create(options.Strategy == RoutingStrategy.ConsistentHash ? options.VirtualNodes : 0))
    {
        _strategy = options.Strategy;
        _keyOf = options.KeyOf ?? KeyOf;
    }

    // A key's messages wait for its routee; all others go where there is space.
    private bool IsBound => _strategy == RoutingStrategy.ConsistentHash;

    // The routee is not known without a key.
    internal override bool HasSpace => IsBound || Array.Exists(Set.Actors, static actor => actor.HasSpace);

    [SuppressMessage("Design", "CA1031", Justification = "The key function is the user's; what follows here tells of it.")]
    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        while (true)
        {
            RouteeSet set = Set;
            if (set.Actors.Length == 0)
            {
                return NoRoutee;
            }

            int chosen;
            try
            {
                chosen = Choose(set, message);
            }
            catch (Exception)
            {
                return PostResult.NotFound;
            }

            ActorRef actor = set.Actors[chosen];
            PostResult result = actor.TryPost(message, target, token);
            if (result == PostResult.Accepted)
            {
                return result;
            }

            // A routee that was removed meanwhile, such as one that a pool drains, is no reason to refuse the message.
            bool isOutdated = result == PostResult.Stopped && !ReferenceEquals(Set, set);
            if (!RemoveIfStopped(actor, result) && !isOutdated)
            {
                return IsBound ? result : TryOthers(set.Actors, chosen, result, message, target, token);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The sender gets it.")]
    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        try
        {
            while (Find(message) is { } actor)
            {
                if (actor is not ActorCell cell)
                {
                    return actor.PostAsync(message, target, token, cancellationToken);
                }

                if (cell.PostUnlessStopped(message, target, token, cancellationToken, out ValueTask posting))
                {
                    return posting;
                }

                _ = RemoveIfStopped(cell, PostResult.Stopped);
            }

            return ValueTask.FromException(Refuse(message));
        }
        catch (Exception exception)
        {
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.Unhandled, exception);
            return ValueTask.FromException(exception);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The asker gets it.")]
    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
        if (TryPost(message, target, token) == PostResult.Accepted)
        {
            return;
        }

        try
        {
            while (Find(message) is { } actor)
            {
                if (actor is not ActorCell cell)
                {
                    actor.PostAsk(message, target, token);
                    return;
                }

                if (cell.PostAskUnlessStopped(message, target, token))
                {
                    return;
                }

                _ = RemoveIfStopped(cell, PostResult.Stopped);
            }
        }
        catch (Exception exception)
        {
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.Unhandled, exception);
            _ = target.TryFail(exception, token);
            return;
        }

        _ = target.TryFail(Refuse(message), token);
    }

    private static PostResult TryOthers(
        ActorRef[] actors, int tried, PostResult result, object message, ReplyTarget? target, uint token)
    {
        for (int i = 1; i < actors.Length; i++)
        {
            int other = tried + i;
            if (actors[other < actors.Length ? other : other - actors.Length].TryPost(message, target, token) == PostResult.Accepted)
            {
                return PostResult.Accepted;
            }
        }

        return result;
    }

    private static RoutingKey KeyOf(object message) => message switch
    {
        IConsistentHashKey keyed => keyed.ConsistentHashKey,
        string text => text,
        _ => throw new ArgumentException(
            $"A message of type {MessageName.Of(message)} has no key: implement {nameof(IConsistentHashKey)}, "
            + $"or set {nameof(RouterOptions)}.{nameof(RouterOptions.KeyOf)}.",
            nameof(message)),
    };

    // Returns the routee at which a message waits; null if there is none.
    private ActorRef? Find(object message)
    {
        RouteeSet set = Set;
        return set.Actors.Length == 0 ? null : set.Actors[Choose(set, message)];
    }

    private int Choose(RouteeSet set, object message) => _strategy switch
    {
        RoutingStrategy.ConsistentHash => set.Owner(_keyOf(TrackedMessage.Unwrap(message))),
        RoutingStrategy.LeastLoaded => LeastLoaded(set.Actors),
        _ => NextTurn(set.Actors.Length),
    };

    private int NextTurn(int count) => (int)((uint)Interlocked.Increment(ref _turn) % (uint)count);

    private int LeastLoaded(ActorRef[] actors)
    {
        int start = NextTurn(actors.Length);
        int best = start;
        int least = int.MaxValue;
        for (int i = 0; i < actors.Length && least > 0; i++)
        {
            int index = start + i;
            index = index < actors.Length ? index : index - actors.Length;
            int load = actors[index].Load;
            if (load < least)
            {
                least = load;
                best = index;
            }
        }

        return best;
    }
}
