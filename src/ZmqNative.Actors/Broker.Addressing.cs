using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>
    /// Delivers a message of another process to the actor of an address; completes when the mailbox has accepted it.
    /// </summary>
    /// <param name="address">Any text; one that is no address has no actor.</param>
    /// <param name="message">The message, which is taken from the caller whatever the outcome.</param>
    /// <param name="target">The target of the answer or failure; null for a tell.</param>
    /// <param name="token">The number of the use of the target.</param>
    /// <param name="activation">The limit of the keyed actors that the peer may activate.</param>
    /// <param name="cancellationToken">Ends the wait for space.</param>
    /// <returns>False if the message was not accepted: it is a dead letter, and the target has got the failure.</returns>
    internal ValueTask<bool> DeliverAsync(
        string address, object message, ReplyTarget? target, uint token, PeerActivation activation, CancellationToken cancellationToken)
    {
        AddressRef actor = new(this, address, activation);
        return actor.TryPost(message, target, token) == PostResult.Accepted
            ? new ValueTask<bool>(true)
            : DeliverSlowlyAsync(actor, message, target, token, cancellationToken);
    }

    private static async ValueTask<bool> DeliverSlowlyAsync(
        AddressRef actor, object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        try
        {
            await actor.PostAsync(message, target, token, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            _ = target?.TryFail(exception, token);
            return false;
        }
    }

    internal ActorCell? Find(string address) => _cells.Find(address);

    /// <summary>Returns the actor of an address; makes it if it is keyed and does not exist yet.</summary>
    /// <param name="address">The address.</param>
    /// <param name="activation">The limit that the new actor counts for; null if there is none.</param>
    internal ActorCell? FindOrActivate(string address, PeerActivation? activation = null)
    {
        while (true)
        {
            if (_cells.Find(address) is { } current)
            {
                return current;
            }

            if (!MayMakeActors || FindRegistration(address, out string key) is not { } registration)
            {
                return null;
            }

            if (TryEnter(address, registration) is not { } held)
            {
                return null;
            }

            PeerQuota? place = activation?.TryEnter();
            if (activation?.Limit is not null)
            {
                held.Hold?.Leave();
                return null;
            }

            ActorCell cell = CreateKeyed(address, key, held, isWaiting: false);
            CountStarted();
            if (_cells.TryAdd(cell))
            {
                cell.TakePlace(place);
                registration.Schedule?.Add(cell);
                cell.Begin();
                ObserveEnd(cell);
                return cell;
            }

            CountStopped();
            place?.Leave();
            held.Hold?.Leave();
        }
    }

    /// <summary>Returns the actor of an address whose actor is stopping: for a keyed one its successor, which is made now.</summary>
    /// <remarks>The successor takes over the place of its predecessor among those that a peer may activate.</remarks>
    internal ActorCell? FindOrReplace(string address, ActorCell stopping, PeerActivation? activation)
    {
        if (stopping.Registration is { } registration && MayMakeActors && TryEnter(address, registration.Base) is { } held)
        {
            ActorCell successor = CreateKeyed(address, address[(held.Name.Length + 1)..], held, isWaiting: true);
            CountStarted();
            if (_cells.TryReplace(stopping, successor))
            {
                successor.TakePlace(stopping.GiveUpPlace());
                registration.Schedule?.Add(successor);

                // Two instances of one key never exist at once: it starts when its predecessor has stopped.
                stopping.Send(new SystemMessage(SystemMessageKind.StartSuccessor) { Actor = successor });
                ObserveEnd(successor);
                return successor;
            }

            CountStopped();
            held.Hold?.Leave();
        }

        ActorCell? current = FindOrActivate(address, activation);
        return current;
    }

    /// <summary>Returns an address with its key replaced by the name of the key, if it is one of keyed actors.</summary>
    internal string TemplateOf(string address) =>
        Find(address) is { } cell ? ActorLabels.TemplateOf(cell) : FindRegistration(address, out _)?.Template ?? address;

    internal void Forget(ActorCell cell) => _cells.Remove(cell);

    /// <summary>The schedule by which idle actors of a name are looked for; null if none is passivated, or the name is not registered.</summary>
    internal PassivationSchedule? ScheduleOf(string name) => _registrations.GetValueOrDefault(name)?.Schedule;

    private ActorCell CreateKeyed(string address, string key, KeyedRegistration registration, bool isWaiting) =>
        new(this, address, () => registration.Factory(key), registration.Options.Actor ?? Options.Actors, parent: null)
        {
            Registration = registration,
            IsWaiting = isWaiting,
        };

    private KeyedRegistration? FindRegistration(string address, out string key)
    {
        key = string.Empty;
        int slash = address.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0
            || !_registrations.TryGetValue(address[..slash], out KeyedRegistration? registration)
            || !ActorAddress.IsKey(address.AsSpan(slash + 1))
            || address.IndexOf('/', slash + 1) >= 0)
        {
            return null;
        }

        key = address[(slash + 1)..];
        return registration;
    }
}
