using System.Reflection;

namespace ZmqNative.Peers;

/// <summary>An actor library that is measured; an instance serves one round.</summary>
internal abstract class ActorPeer : IAsyncDisposable
{
    /// <summary>The names of all that this program was built with; ours is the first.</summary>
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

    /// <summary>Makes two actors, and lets the first tell the second so many messages, some at once; each is told back.</summary>
    public abstract void StartPingPong(string name, int count, int inFlight, Countdown done);

    /// <summary>Makes an actor that answers with what it is asked.</summary>
    public abstract void StartEcho();

    /// <summary>Asks it, with a deadline.</summary>
    public abstract ValueTask<object> AskEchoAsync(object message);

    /// <summary>Makes an idle actor at the top, which counts its start and its end.</summary>
    public abstract void Spawn(string name, Countdown started, Countdown ended);

    /// <summary>Lets all actors made by <see cref="Spawn"/> end, in the fastest way that the library has.</summary>
    public abstract Task EndAsync();

    /// <summary>Makes a tree of actors, ten children each, sums the numbers of the leaves, and ends each that has told its sum.</summary>
    public abstract Task<long> SkynetAsync(int leaves);

    public abstract ValueTask DisposeAsync();

    // That of the package: Proto.Actor's assemblies are all 1.0.0. Without the commit behind the plus sign.
    protected static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
