using System.Text;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns.Tests.Security;

/// <summary>The authenticator as libzmq sees it: requests in the frames of ZAP 1.0, and exactly one answer to each.</summary>
public sealed class ZapRequestTests : SecurityTest
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890123456789012");

    [Test]
    public async Task A_request_gets_an_answer_of_seven_frames_with_its_id()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", Z85.Encode(Key))));
        await using AsyncSocket peer = Connected(SocketType.Dealer, ZapEndpoint);
        await AskAsync(peer, "CURVE", Key);
        byte[][] reply = await ReceiveBytes(peer);
        Assert.That(reply, Has.Length.EqualTo(7));
        Assert.That(
            reply[..6].Select(Encoding.UTF8.GetString),
            Is.EqualTo(new[] { string.Empty, "1.0", "1", "200", "OK", "alice" }));
        Assert.That(authenticator.Statistics.Accepted, Is.EqualTo(1));
    }

    [Test]
    public async Task A_malformed_request_is_answered_and_counted_and_the_next_one_is_decided()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", Z85.Encode(Key))));
        byte[][][] malformed =
        [
            Frames("", "1.0"),
            Frames("", "2.0", "1", "global", "127.0.0.1", "", "NULL"),
            Frames("no delimiter", "1.0", "1", "global", "127.0.0.1", "", "NULL"),
            Frames("", "1.0", "1", "global", "127.0.0.1", "", "ROT13"),
            Frames("", "1.0", "1", "global", "127.0.0.1", "", "NULL", "too much"),
            Frames("", "1.0", "1", "global", "127.0.0.1", "", "PLAIN", "name only"),
            Frames("", "1.0", "1", "global", "127.0.0.1", "", "CURVE", "short"),
            [.. Frames("", "1.0", "1"), [0xFF], .. Frames("127.0.0.1", "", "NULL")],
            [.. Frames("", "1.0", "1", "global", "127.0.0.1", "", "PLAIN", "alice"), [0xC3, 0x28]],
            [.. Frames("", "1.0", "1", "global", "127.0.0.1", "", "PLAIN", "alice"), new byte[100_000]],
        ];
        foreach (byte[][] request in malformed)
        {
            await using AsyncSocket peer = Connected(SocketType.Dealer, ZapEndpoint);
            await SendAsync(peer, request);
            string[] reply = await ReceiveTexts(peer);
            Assert.That((reply.Length, reply[1], reply[3]), Is.EqualTo((7, "1.0", "400")));
        }

        Assert.That(authenticator.Statistics.Malformed, Is.EqualTo(malformed.Length));
        await using AsyncSocket honest = Connected(SocketType.Dealer, ZapEndpoint);
        await AskAsync(honest, "CURVE", Key);
        Assert.That((await ReceiveTexts(honest))[3], Is.EqualTo("200"));
    }

    [Test]
    public async Task A_connection_that_asks_again_gets_one_answer_that_to_its_last_request()
    {
        TaskCompletionSource<AuthenticationResult> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Plain = AuthenticationCheck.Call(async (request, _) =>
            {
                if (request.Username != "slow")
                {
                    return AuthenticationResult.Refuse("another one");
                }

                asked.SetResult();
                return await first.Task;
            }),
        });
        await using AsyncSocket peer = Connected(SocketType.Dealer, ZapEndpoint);
        await AskAsync(peer, "PLAIN", "slow"u8.ToArray(), "x"u8.ToArray());
        await asked.Task.WaitAsync(Limit);
        await AskAsync(peer, "PLAIN", "quick"u8.ToArray(), "x"u8.ToArray());
        Assert.That((await ReceiveTexts(peer))[3], Is.EqualTo("400"));
        first.SetResult(AuthenticationResult.Accept("slow"));
        await Eventually(() => authenticator.Statistics.InFlight == 0, "the first check returned");

        // An answer to the first request would come before that to another connection's.
        await using AsyncSocket other = Connected(SocketType.Dealer, ZapEndpoint);
        await AskAsync(other, "NULL");
        _ = await ReceiveTexts(other);
        Assert.That(peer.HasMessages, Is.False);
        AuthenticatorStatistics counts = authenticator.Statistics;
        Assert.That((counts.Superseded, counts.Accepted, counts.Refused), Is.EqualTo((1, 0, 2)));
    }

    [Test]
    public async Task A_domain_without_a_policy_has_the_fallback_policy()
    {
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy { Null = AuthenticationCheck.Anyone });
        authenticator.SetPolicy("closed", AuthenticationPolicy.RefuseAll);
        Assert.That(await StatusAsync("other", "10.0.0.7"), Is.EqualTo("200"));
        Assert.That(await StatusAsync("", "10.0.0.7"), Is.EqualTo("200"));
        Assert.That(await StatusAsync("closed", "10.0.0.7"), Is.EqualTo("400"));
        Assert.That(authenticator.RemovePolicy("closed"), Is.True);
        Assert.That(await StatusAsync("closed", "10.0.0.7"), Is.EqualTo("200"));
        authenticator.ReplacePolicies([new("closed", new AuthenticationPolicy { Null = AuthenticationCheck.Anyone })]);
        Assert.That(await StatusAsync("closed", "10.0.0.7"), Is.EqualTo("200"));
        Assert.That(await StatusAsync("other", "10.0.0.7"), Is.EqualTo("400"), "the fallback was replaced by one that refuses");
    }

    [Test]
    public async Task Addresses_are_checked_for_each_mechanism_before_the_credentials()
    {
        bool asked = false;
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Addresses = AddressRules.Allow("10.0.0.0/8", "ipc").AndDeny("10.0.0.13"),
            Null = AuthenticationCheck.Anyone,
            Plain = AuthenticationCheck.Call((_, _) =>
            {
                asked = true;
                return new(AuthenticationResult.Accept("?"));
            }),
        });
        Assert.That(await StatusAsync("d", "10.0.0.7"), Is.EqualTo("200"));
        Assert.That(await StatusAsync("d", "10.0.0.13"), Is.EqualTo("400"));
        Assert.That(await StatusAsync("d", "192.168.0.1"), Is.EqualTo("400"));
        Assert.That(await StatusAsync("d", ":1000:1000:42"), Is.EqualTo("200"), "over ipc");
        Assert.That(await StatusAsync("d", "192.168.0.1", "PLAIN", "alice"u8.ToArray(), "x"u8.ToArray()), Is.EqualTo("400"));
        Assert.That(asked, Is.False);
    }

    [Test]
    public async Task A_check_whose_exception_has_no_text_fails_as_any_other()
    {
        await using Authenticator authenticator = Authenticate(
            new AuthenticationPolicy { Plain = AuthenticationCheck.Call(static (_, _) => throw new UnreadableException()) });
        Assert.That(await StatusAsync("d", "10.0.0.7", "PLAIN", "alice"u8.ToArray(), "x"u8.ToArray()), Is.EqualTo("500"));
        Assert.That(authenticator.Statistics.InFlight, Is.Zero);
    }

    [Test]
    public async Task Many_checks_that_throw_are_logged_in_a_few_lines_and_no_text_is_made_for_the_others()
    {
        const int Requests = 50;
        int texts = 0;
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Plain = AuthenticationCheck.Call((_, _) => throw new CountedTextException(() => Interlocked.Increment(ref texts))),
        });
        for (int i = 0; i < Requests; i++)
        {
            Assert.That(await StatusAsync("d", "10.0.0.7", "PLAIN", "alice"u8.ToArray(), "x"u8.ToArray()), Is.EqualTo("500"));
        }

        string[] lines = [.. Log.Lines.Where(static line => line.Contains($"failed with {nameof(CountedTextException)}", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.GreaterThan(0).And.Length.LessThan(Requests));
        Assert.That(lines[0], Does.Contain("1 such failure(s)"));

        // One to look for the password, one of the logger.
        Assert.That(texts, Is.LessThanOrEqualTo(2 * lines.Length));
        Assert.That(authenticator.Statistics.Failed, Is.EqualTo(Requests));
    }

    [Test]
    public void A_policy_without_rules_for_addresses_is_refused() =>
        Assert.That(static () => new AuthenticationPolicy { Addresses = null! }, Throws.ArgumentNullException);

    [Test]
    public async Task An_answer_at_the_end_of_the_context_leaves_no_frames()
    {
        using EndingLog log = new(Context);
        await using Authenticator authenticator = new(
            new AuthenticationPolicy { Null = AuthenticationCheck.Anyone }, new AuthenticatorOptions { Context = Context, LoggerFactory = log });
        await using AsyncSocket peer = Connected(SocketType.Dealer, ZapEndpoint);
        await AskAsync(peer, "NULL");
        await log.Ended.WaitAsync(Limit);
        await authenticator.DisposeAsync();
    }

    private async Task<string> StatusAsync(string domain, string address, string mechanism = "NULL", params byte[][] credentials)
    {
        await using AsyncSocket peer = Connected(SocketType.Dealer, ZapEndpoint);
        await SendAsync(peer, [.. Frames(string.Empty, "1.0", "1", domain, address, string.Empty, mechanism), .. credentials]);
        return (await ReceiveTexts(peer))[3];
    }

    private static Task AskAsync(AsyncSocket peer, string mechanism, params byte[][] credentials) =>
        SendAsync(peer, [.. Frames(string.Empty, "1.0", "1", "global", "127.0.0.1", string.Empty, mechanism), .. credentials]);

    private static byte[][] Frames(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static async Task SendAsync(AsyncSocket peer, byte[][] frames)
    {
        MultipartMessage message = MultipartMessage.Create();
        foreach (byte[] frame in frames)
        {
            message.Add(frame);
        }

        await peer.SendAsync(message);
    }

    private sealed class CountedTextException(Action read) : Exception
    {
        public override string ToString()
        {
            read();
            return base.ToString();
        }
    }

    /// <summary>A log that ends the context with the line of a decision, which comes before the answer is sent.</summary>
    private sealed class EndingLog(Context context) : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            context.Shutdown();

            // libzmq looks at the commands of a socket, of which that is one, once in some time; until then the send would succeed.
            _ = SpinWait.SpinUntil(static () => false, TimeSpan.FromMilliseconds(10));
            _ = _ended.TrySetResult();
        }

        public void Dispose()
        {
        }
    }
}
