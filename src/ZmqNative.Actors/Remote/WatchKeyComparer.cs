using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Remote;

/// <summary>
/// Tells watches of actors elsewhere apart by the objects: an actor that stops ends its own, and not those of its successor at the address,
/// which is an equal reference.
/// </summary>
internal sealed class WatchKeyComparer : IEqualityComparer<(RemoteRef Actor, ActorCell Watcher)>
{
    public static readonly WatchKeyComparer Instance = new();

    private WatchKeyComparer()
    {
    }

    public bool Equals((RemoteRef Actor, ActorCell Watcher) x, (RemoteRef Actor, ActorCell Watcher) y) =>
        x.Actor == y.Actor && x.Watcher == y.Watcher;

    public int GetHashCode((RemoteRef Actor, ActorCell Watcher) obj) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Actor), RuntimeHelpers.GetHashCode(obj.Watcher));
}
