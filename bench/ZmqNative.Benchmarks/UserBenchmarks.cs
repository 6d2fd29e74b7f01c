using BenchmarkDotNet.Attributes;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>The cost per message of a server that authenticates, and of a handler that looks at the user. PLAIN, so that no encryption is measured.</summary>
public class UserBenchmarks
{
    private const int Messages = 256;

    private readonly Context _context = new();
    private readonly byte[] _bytes = new byte[Sizes.Tiny];
    private Authenticator? _authenticator;
    private Puller? _puller;
    private Pusher? _pusher;

    [GlobalSetup(Target = nameof(WithoutSecurity))]
    public void SetupWithout() => Blocking.Run(() => SetupAsync(isSecure: false));

    [GlobalSetup(Targets = [nameof(Authenticated), nameof(AuthenticatedAndUserRead)])]
    public void SetupSecure() => Blocking.Run(() => SetupAsync(isSecure: true));

    // From the first change of a policy on, each message is checked again.
    [GlobalSetup(Target = nameof(AuthenticatedAfterAChange))]
    public void SetupChanged()
    {
        SetupSecure();
        _authenticator!.SetPolicy("other", AuthenticationPolicy.RefuseAll);
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(async () =>
    {
        await _pusher!.DisposeAsync();
        await _puller!.DisposeAsync();
        if (_authenticator is not null)
        {
            await _authenticator.DisposeAsync();
        }

        await _context.DisposeAsync();
    });

    [Benchmark(OperationsPerInvoke = Messages, Baseline = true)]
    public Task WithoutSecurity() => MoveAsync(readsUser: false);

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Authenticated() => MoveAsync(readsUser: false);

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task AuthenticatedAfterAChange() => MoveAsync(readsUser: false);

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task AuthenticatedAndUserRead() => MoveAsync(readsUser: true);

    private async Task SetupAsync(bool isSecure)
    {
        if (isSecure)
        {
            _authenticator = new Authenticator(
                new AuthenticationPolicy { Plain = new PlainUsers(("bob", "secret")) }, new AuthenticatorOptions { Context = _context });
        }

        _puller = new Puller("@tcp://127.0.0.1:*", new PullerOptions { Context = _context, Security = isSecure ? new PlainServer() : null });
        _pusher = new Pusher(
            $">{_puller.LastEndpoint}", new PusherOptions { Context = _context, Security = isSecure ? new PlainClient("bob", "secret") : null });
        await _pusher.WaitForPeersAsync();
    }

    private async Task MoveAsync(bool readsUser)
    {
        for (int i = 0; i < Messages; i++)
        {
            await _pusher!.PushAsync(_bytes);
        }

        for (int i = 0; i < Messages; i++)
        {
            using ReceivedMessage message = await _puller!.ReceiveAsync();
            if (readsUser && message.User?.Identity?.Name is not "bob")
            {
                throw new InvalidOperationException("The message has no user.");
            }
        }
    }
}
