using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A named socket, or broker, of the host: planned, then made, then handling.</summary>
internal abstract class HostedSocket(SocketRegistration registration, string endpoints)
{
    public string Name => registration.Name;

    public SocketKind Kind => registration.Kind;

    public string Endpoints => endpoints;

    /// <summary>Where it was asked for: a configuration key, or a call.</summary>
    public required string Where { get; init; }

    /// <summary>After how long without a message it is unhealthy.</summary>
    public TimeSpan? StaleAfter { get; init; }

    /// <summary>What its handlers do; null without handlers.</summary>
    public HandlerActivity? Activity { get; protected set; }

    /// <summary>The socket, once it is made; half of it, if <see cref="Failure"/> says so.</summary>
    public abstract IAsyncDisposable? Instance { get; }

    /// <summary>Why it cannot be made; what there is of it ends with the others.</summary>
    public SocketStartException? Failure { get; protected set; }

    /// <summary>What was done over the wire.</summary>
    public abstract PatternStatistics Statistics { get; }

    public abstract int ConnectedPeers { get; }

    /// <summary>How many messages or requests wait in it now.</summary>
    public abstract int QueueDepth { get; }

    /// <summary>Makes it.</summary>
    /// <exception cref="SocketStartException">It cannot be made.</exception>
    public abstract void Create(HostedSocketServices services);

    /// <summary>Starts the handlers, if it has any.</summary>
    public virtual void Start(IServiceProvider services)
    {
    }

    /// <summary>Takes nothing more in from outside; whoever has an instance may use it on. Before the end, which does the same.</summary>
    public virtual Task EndIntakeAsync() => Task.CompletedTask;

    /// <summary>Adds what is special about it to its health.</summary>
    /// <returns>What is wrong, or null.</returns>
    public virtual string? Describe(IDictionary<string, object> data) => null;

    /// <summary>The same as libzmq refused it, with its name and place.</summary>
    protected SocketStartException StartFailure(Exception exception) => new(Kind.Label, Name, Where, Endpoints, exception);

    /// <summary>Whether it is a wrong endpoint or option that made it fail.</summary>
    protected static bool IsStartFailure(Exception exception) => exception is ZmqException or ArgumentException or NotSupportedException;
}
