using System.Diagnostics.CodeAnalysis;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.KeyValueStore;

namespace ZmqNative.Cluster.Nats;

/// <summary>The connection to a nats-server that the directory and the log share, with the checks of the server and the conversion of failures.</summary>
internal sealed class NatsEngine : IDisposable
{
    private const int WrongLastSequence = 10071;

    // Compare-and-set on streams with replicas could succeed twice before.
    private static readonly Version LeastForReplicas = new(2, 9, 21);
    private static readonly Version Least = new(2, 9, 0);

    // Cancelled when the connection is lost; the next one follows before.
    private volatile CancellationTokenSource _outage = new();

    public NatsEngine(INatsConnection connection, NatsClusterOptions options)
    {
        Connection = connection;
        Options = options;
        Streams = new NatsJSContext(connection);
        Buckets = new NatsKVContext(Streams);
        connection.ConnectionDisconnected += OnDisconnectedAsync;
        Name = $"NATS at {WithoutCredentials(connection.Opts.Url)}, cluster '{options.Name}'";
    }

    /// <summary>The name for logs and exceptions.</summary>
    public string Name { get; }

    public INatsConnection Connection { get; }

    public NatsClusterOptions Options { get; }

    public NatsJSContext Streams { get; }

    public NatsKVContext Buckets { get; }

    /// <summary>Connects if there is no connection, and checks the version of the server.</summary>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        await Connection.ConnectAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (FindProblem(Connection.ServerInfo?.Version ?? string.Empty, Options.Replicas) is { } problem)
        {
            throw new ClusterSettingsException($"{Name}: {problem}");
        }
    }

    /// <summary>Returns why a cluster cannot use a server; null if it can.</summary>
    /// <param name="text">The version, as the server tells it.</param>
    /// <param name="replicas">The number of replicas of the cluster.</param>
    public static string? FindProblem(string text, int replicas)
    {
        if (!Version.TryParse(text.Split('-', 2)[0], out Version? version))
        {
            // Without replicas nothing depends on it but what fails by itself.
            return replicas > 1 ? $"the version of the server, \"{text}\", cannot be read; more than one replica needs {LeastForReplicas} or newer. Use a released server, or Replicas = 1." : null;
        }

        return version < Least ? $"the server is {text}; a cluster needs {Least} or newer."
            : version < LeastForReplicas && replicas > 1
                ? $"the server is {text}, whose compare-and-set is not exclusive with more than one replica. Use {LeastForReplicas} or newer, or Replicas = 1."
            : null;
    }

    /// <summary>Calls the server. The failures are those of an engine.</summary>
    /// <remarks>The answer of a call in flight is lost with the connection, and the client would wait for it until its <c>RequestTimeout</c>, for long after the server is back: so the call fails then.</remarks>
    public ValueTask<T> CallAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        CallAsync(operation, call, _outage.Token, cancellationToken);

    /// <summary>Calls the server over a connection that may be another one than <see cref="Connection"/>. The failures are those of an engine.</summary>
    /// <param name="operation">The operation, for exceptions.</param>
    /// <param name="call">The call.</param>
    /// <param name="outage">A token that is cancelled when the connection is lost.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<T> CallAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> call, CancellationToken outage, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(outage, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (outage.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ClusterEngineException($"{operation} failed: the connection was lost before the answer came.", Name);
        }
        catch (Exception exception)
        {
            throw Wrap(exception, operation);
        }
    }

    /// <inheritdoc cref="CallAsync{T}(string, Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    public async ValueTask CallAsync(string operation, Func<CancellationToken, Task> call, CancellationToken cancellationToken) => _ = await CallAsync(
        operation,
        async token =>
        {
            await call(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Listens to the connection no more. Calls may be in progress.</summary>
    public void Dispose() => Connection.ConnectionDisconnected -= OnDisconnectedAsync;

    /// <summary>Returns the exception for a failure of the client.</summary>
    [SuppressMessage("Design", "MA0015", Justification = "The parameter is that of the caller.")]
    public Exception Wrap(Exception exception, string operation) => exception switch
    {
        OperationCanceledException or ArgumentException or ClusterEngineException or ClusterSettingsException => exception,

        // No attempt can succeed, and nothing was sent.
        NatsPayloadTooLargeException => new ArgumentException($"{Name}: {operation} failed: {exception.Message} (max_payload).", exception),
        _ => new ClusterEngineException($"{operation} failed: {exception.Message}", Name, exception),
    };

    /// <summary>Whether a write was refused because the entry has another revision.</summary>
    public static bool IsWrongRevision(Exception? error) => error
        is NatsKVWrongLastRevisionException or NatsKVCreateException or NatsJSApiException { Error.ErrCode: WrongLastSequence };

    private async ValueTask OnDisconnectedAsync(object? sender, NatsEventArgs args) =>
        await Interlocked.Exchange(ref _outage, new CancellationTokenSource()).CancelAsync().ConfigureAwait(false);

    // An address may have a user and a password, or a token, in front of its host.
    private static string WithoutCredentials(string urls) => string.Join(',', urls.Split(',').Select(static url =>
    {
        int host = url.LastIndexOf('@') + 1;
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        return host == 0 ? url : scheme < 0 ? url[host..] : url[..(scheme + 3)] + url[host..];
    }));
}
