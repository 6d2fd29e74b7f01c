using System.Reflection;

namespace ZmqNative.Peers;

/// <summary>An actor library that is measured; an instance serves one round.</summary>
internal abstract class ActorPeer : IAsyncDisposable
{
    /// <summary>The names of all libraries that this program was built with; ZmqNative is the first.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        ZmqNativeActors.PackageName,
#if PROTOACTOR
        ProtoActors.PackageName,
#endif
#if AKKA
        AkkaActors.PackageName,
#endif
    ];

    public static ActorPeer Create(string name) => name switch
    {
        ZmqNativeActors.PackageName => new ZmqNativeActors(),
#if PROTOACTOR
        ProtoActors.PackageName => new ProtoActors(),
#endif
#if AKKA
        AkkaActors.PackageName => new AkkaActors(),
#endif
        _ => throw new ArgumentException($"This program was built without '{name}'.", nameof(name)),
    };

    /// <summary>The version of the package that is loaded.</summary>
    public abstract string Version { get; }

    /// <summary>Spawns two actors; the first tells the second a number of messages, several in flight, and each is returned.</summary>
    public abstract void StartPingPong(string name, int count, int inFlight, Countdown done);

    /// <summary>Spawns an actor that answers with the message of the ask.</summary>
    public abstract void StartEcho();

    /// <summary>Asks that actor, with a deadline.</summary>
    public abstract ValueTask<object> AskEchoAsync(object message);

    /// <summary>Spawns an idle top-level actor, which counts its start and its end.</summary>
    public abstract void Spawn(string name, Countdown started, Countdown ended);

    /// <summary>Stops all actors of <see cref="Spawn"/>, in the fastest way that the library has.</summary>
    public abstract Task EndAsync();

    /// <summary>
    /// Spawns a tree of actors with ten children each, sums the numbers of the leaves, and stops each actor that has sent its sum.
    /// </summary>
    public abstract Task<long> SkynetAsync(int leaves);

    public abstract ValueTask DisposeAsync();

    // The version of the package, as Proto.Actor's assemblies are all 1.0.0, without the commit behind the plus sign.
    protected static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
