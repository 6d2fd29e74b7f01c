using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Remote;

/// <summary>
/// Compares watches of actors of other processes by object: an actor that stops ends its own watches, and not those of its successor at the
/// address, whose reference is equal.
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
