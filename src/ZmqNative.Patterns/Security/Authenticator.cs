using System.Collections.Immutable;

namespace ZmqNative.Patterns;

/// <summary>
/// Decides which peers may connect to the secured servers of a context: its ZAP 1.0 handler (ZeroMQ RFC 27). Create it before the servers.
/// </summary>
/// <remarks>
/// <para>
/// A server with <see cref="CurveServer"/>, <see cref="PlainServer"/> or <see cref="NullServer"/> asks it for each new connection, by the name
/// of the server's domain. A domain without a policy of its own has the fallback policy, which refuses each peer unless it is set. Policies may
/// be changed at any time; decisions that have begun use the old ones. Connections of users that are not accepted any more end
/// (<see cref="Revoke"/>).
/// </para>
/// <para>
/// It has a thread of its own, which runs no code of users. Handshakes of all servers wait for it, so neither a handler that blocks the reactor nor
/// a thread pool without a free thread may stop it: a check that does not return ends with the time-out. Peers over <c>inproc://</c> are not
/// authenticated, as they are in the same process.
/// </para>
/// <code>
///   running --DisposeAsync, or the context ends--> ended
/// </code>
/// </remarks>
public sealed partial class Authenticator : IAsyncDisposable
{
    private readonly AuthenticatorOptions _options;
    private readonly SharedRuntime? _shared;
    private readonly AuthenticatorLoop _loop;

    // Guards the replacement of the policies, which readers read without it.
    private readonly Lock _gate = new();
    private AuthenticationPolicies _policies;

    // The authenticator of each context, for its patterns.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Context, Authenticator> Running = [];

    // 1 after the end has begun.
    private int _disposing;

    /// <summary>Starts the authenticator of a context.</summary>
    /// <param name="fallback">The policy of all domains without one of their own. Default <see cref="AuthenticationPolicy.RefuseAll"/>.</param>
    /// <param name="options">The options; default <see cref="AuthenticatorOptions"/>.</param>
    /// <exception cref="InvalidOperationException">The context has an authenticator, or another ZAP handler.</exception>
    /// <exception cref="ObjectDisposedException">The given context is disposed.</exception>
    /// <exception cref="ZmqException">No socket can be created; the message has the reason.</exception>
    public Authenticator(AuthenticationPolicy? fallback = null, AuthenticatorOptions? options = null)
    {
        _options = options ?? new AuthenticatorOptions();
        _policies = new AuthenticationPolicies(
            fallback ?? AuthenticationPolicy.RefuseAll, ImmutableDictionary.Create<string, AuthenticationPolicy>(StringComparer.Ordinal));
        _shared = _options.Context is null ? SharedRuntime.Acquire() : null;
        try
        {
            Context = _options.Context ?? _shared!.Context;
            _loop = new AuthenticatorLoop(this, Context, _options);
        }
        catch
        {
            _ = _shared?.DisposeAsync().AsTask();
            throw;
        }

        Running.AddOrUpdate(Context, this);
        AuthenticatorMetrics.Add(this);
    }

    /// <summary>The name in logs and metrics.</summary>
    public string Name => _options.Name;

    /// <summary>The numbers of decisions so far.</summary>
    public AuthenticatorStatistics Statistics => _loop.Statistics;

    /// <summary>The context whose servers it serves.</summary>
    internal Context Context { get; }

    /// <summary>Whether the end has begun.</summary>
    internal bool IsEnded => Volatile.Read(ref _disposing) != 0;

    /// <summary>The policies now.</summary>
    internal AuthenticationPolicies Policies => Volatile.Read(ref _policies);

    /// <summary>Returns the authenticator of a context, or the last one if it has ended; null if there was none.</summary>
    internal static Authenticator? Find(Context context) => Running.TryGetValue(context, out Authenticator? found) ? found : null;

    /// <summary>
    /// Ends the authenticator. Decisions that are pending are answered with <see cref="AuthenticationStatus.TemporaryFailure"/>, so that their
    /// peers try again; servers that are still bound accept no new connections. Their present connections exist on. Idempotent, from any thread.
    /// </summary>
    /// <returns>A task that completes when the thread has ended; checks that still run are cancelled, and not waited for.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposing, 1) == 0)
        {
            AuthenticatorMetrics.Remove(this);
            _loop.Stop();
            await _loop.Ended.ConfigureAwait(false);
            if (_shared is not null)
            {
                await _shared.DisposeAsync().ConfigureAwait(false);
            }
        }

        await _loop.Ended.ConfigureAwait(false);
    }
}
