namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>
    /// The entrance for messages from outside: delivers to whoever is at an address; completes when the mailbox has accepted.
    /// </summary>
    /// <param name="address">Any text: what is no address finds nobody.</param>
    /// <param name="message">What to deliver; no longer the caller's, whatever the outcome.</param>
    /// <param name="target">Where the answer goes, and what goes wrong; null for a tell.</param>
    /// <param name="token">Which use of the target.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>False if it was not accepted: it is a dead letter, and the target knows why.</returns>
    internal ValueTask<bool> DeliverAsync(
        string address, object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        AddressRef actor = new(this, address);
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

    /// <summary>Who lives at an address; a keyed actor is activated if it does not live yet.</summary>
    internal ActorCell? FindOrActivate(string address)
    {
        while (true)
        {
            if (_cells.Find(address) is { } living)
            {
                return living;
            }

            if (!MayMakeActors || FindRegistration(address, out string key) is not { } registration)
            {
                return null;
            }

            ActorCell cell = CreateKeyed(address, key, registration, isWaiting: false);
            CountStarted();
            if (_cells.TryAdd(cell))
            {
                registration.Schedule?.Add(cell);
                cell.Begin();
                ObserveEnd(cell);
                return cell;
            }

            CountStopped();
        }
    }

    /// <summary>Who lives at the address of an actor that accepts no more: for a keyed one, its successor, made now.</summary>
    internal ActorCell? FindOrReplace(string address, ActorCell stopping)
    {
        if (stopping.Registration is { } registration && MayMakeActors)
        {
            ActorCell successor = CreateKeyed(address, address[(registration.Name.Length + 1)..], registration, isWaiting: true);
            CountStarted();
            if (_cells.TryReplace(stopping, successor))
            {
                registration.Schedule?.Add(successor);

                // Two instances of one key never live at once: it starts when its predecessor has stopped.
                stopping.Send(new SystemMessage(SystemMessageKind.Succeed) { Actor = successor });
                ObserveEnd(successor);
                return successor;
            }

            CountStopped();
        }

        ActorCell? current = FindOrActivate(address);
        return current;
    }

    internal void Forget(ActorCell cell) => _cells.Remove(cell);

    /// <summary>When the actors of a name are looked at; null if none is passivated, or the name is not registered.</summary>
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
