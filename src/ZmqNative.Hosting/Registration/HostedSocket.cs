using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A named socket or broker of the host. It is planned, then made; then its handlers are started.</summary>
internal abstract class HostedSocket(SocketRegistration registration, string endpoints)
{
    public string Name => registration.Name;

    public SocketKind Kind => registration.Kind;

    public string Endpoints => endpoints;

    /// <summary>The place of the registration: a configuration key, or a call.</summary>
    public required string Where { get; init; }

    /// <summary>The time without a message after which it is unhealthy; null for no limit.</summary>
    public TimeSpan? StaleAfter { get; init; }

    /// <summary>The activity of its handlers; null without handlers.</summary>
    public HandlerActivity? Activity { get; protected set; }

    /// <summary>The socket once it is made; with a <see cref="Failure"/>, the part of it that could be made.</summary>
    public abstract IAsyncDisposable? Instance { get; }

    /// <summary>The reason why it cannot be made; <see cref="Instance"/> ends with the others then.</summary>
    public SocketStartException? Failure { get; protected set; }

    /// <summary>The counts of the socket.</summary>
    public abstract PatternStatistics Statistics { get; }

    public abstract int ConnectedPeers { get; }

    /// <summary>The number of messages and requests that wait in it now.</summary>
    public abstract int QueueDepth { get; }

    /// <summary>The number of entries of the log of a cluster that this broker has not read yet.</summary>
    public virtual long DurableLag => 0;

    /// <summary>The problem because of which it cannot work, null if there is none.</summary>
    public virtual string? FatalProblem => null;

    /// <summary>Makes the socket.</summary>
    /// <exception cref="SocketStartException">The socket cannot be made.</exception>
    public abstract void Create(HostedSocketServices services);

    /// <summary>Starts the handlers, if there are any.</summary>
    public virtual void Start(IServiceProvider services)
    {
    }

    /// <summary>Ends receiving from other processes. Code of this process may still use the instance. Disposing does the same.</summary>
    public virtual Task EndIntakeAsync() => Task.CompletedTask;

    /// <summary>Adds the data of this kind of socket to its health entry.</summary>
    /// <returns>The problem, or null.</returns>
    public virtual string? Describe(IDictionary<string, object> data) => null;

    /// <summary>Returns the exception with the name and the place of the socket added.</summary>
    protected SocketStartException StartFailure(Exception exception) => new(Kind.Label, Name, Where, Endpoints, exception);

    /// <summary>Returns whether a wrong endpoint or option was the cause.</summary>
    protected static bool IsStartFailure(Exception exception) => exception
        is ZmqException or ArgumentException or NotSupportedException or AuthenticatorMissingException
        or (InvalidOperationException and not ObjectDisposedException);
}
