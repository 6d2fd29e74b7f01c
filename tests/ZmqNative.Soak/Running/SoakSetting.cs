namespace ZmqNative.Soak;

/// <summary>The parts that all loads share: context, reactor, keys and the authenticator.</summary>
internal sealed class SoakSetting : IAsyncDisposable
{
    private readonly CurveKeyPair _serverKeys = CurveKeyPair.Generate();
    private readonly CurveKeyPair _stranger = CurveKeyPair.Generate();

    // Guards the users, against loads that add theirs and changes of the policy.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CurveKeyPair> _clients = new(StringComparer.Ordinal);
    private CurveUsers _users = new();
    private bool _withStranger;

    public SoakSetting(int seed)
    {
        Seed = seed;
        Authenticator = new Authenticator(options: new AuthenticatorOptions { Context = Context });
        Server = new CurveServer(_serverKeys);
    }

    public int Seed { get; }

    public Context Context { get; } = new();

    public Reactor Reactor { get; } = new("soak");

    public Authenticator Authenticator { get; }

    /// <summary>The security of an end that binds.</summary>
    public SecurityOptions Server { get; }

    /// <summary>Returns the security of an end that connects as a user.</summary>
    public SecurityOptions Client(string user)
    {
        lock (_gate)
        {
            if (!_clients.TryGetValue(user, out CurveKeyPair? keys))
            {
                _clients[user] = keys = CurveKeyPair.Generate();
                _users = _users.With(user, keys.PublicKey);
                ApplyInsideLock();
            }

            return new CurveClient(_serverKeys.PublicKey, keys);
        }
    }

    /// <summary>Replaces the policy by one that accepts all users of the loads, too.</summary>
    public void ChangePolicy()
    {
        lock (_gate)
        {
            _withStranger = !_withStranger;
            ApplyInsideLock();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Authenticator.DisposeAsync();
        await Reactor.DisposeAsync();
        await Context.DisposeAsync();
    }

    private void ApplyInsideLock() => Authenticator.SetPolicy(
        SecurityOptions.DefaultDomain,
        new AuthenticationPolicy { Curve = _withStranger ? _users.With("stranger", _stranger.PublicKey) : _users });
}
