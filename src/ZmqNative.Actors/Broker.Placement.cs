namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private volatile ActorPlacement? _placement;

    /// <summary>The placement of keyed actors in a cluster; null if the broker has joined none.</summary>
    internal ActorPlacement? Placement => _placement;

    /// <summary>Lets a placement decide which keyed actors are made here from now on.</summary>
    /// <exception cref="InvalidOperationException">The broker has joined a cluster already.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    internal void SetPlacement(ActorPlacement placement)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended || _disposing is not null, this);
            _placement = _placement is null
                ? placement
                : throw new InvalidOperationException($"The broker '{Options.Name}' has joined a cluster already. A broker joins one cluster, once.");
        }
    }

    /// <summary>Whether an address is one of keyed actors that the brokers of a cluster share.</summary>
    internal bool IsShared(string address) => FindRegistration(address, out _) is { Options.StaysLocal: false };

    /// <summary>Whether an address is one of keyed actors that each broker makes itself.</summary>
    internal bool IsLocalName(string address) => FindRegistration(address, out _) is { Options.StaysLocal: true };

    // The registration under which a keyed actor may be made now; null if its address is that of another broker.
    private KeyedRegistration? TryEnter(string address, KeyedRegistration registration) =>
        _placement is not { } placement || registration.Options.StaysLocal ? registration : placement.TryEnter(address)?.Wrap(registration);
}
