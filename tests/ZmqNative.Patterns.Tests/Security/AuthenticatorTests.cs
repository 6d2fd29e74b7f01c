namespace ZmqNative.Patterns.Tests.Security;

/// <summary>The authenticator with real handshakes.</summary>
public sealed class AuthenticatorTests : SecurityTest
{
    [Test]
    public async Task A_key_in_the_list_is_accepted_and_its_user_reaches_the_handler()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("alice: hello"));
        Assert.That(authenticator.Statistics.Accepted, Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_that_is_not_in_the_list_is_refused_and_counted()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient stranger = Call(server, new CurveClient(ServerKeys.PublicKey));
        await Eventually(() => authenticator.Statistics.Refused > 0, "refused");
        Assert.That((server.ConnectedPeers, authenticator.Statistics.Accepted), Is.EqualTo((0, 0)));
        await Logged(Log.Lines, "the key is not in the list");
    }

    [TestCase("alice", "right", true)]
    [TestCase("alice", "wr0ng", false)]
    [TestCase("alice", "righttt", false)]
    [TestCase("Alice", "right", false)]
    [TestCase("mallory", "right", false)]
    [TestCase("alicer", "ight", false)]
    public async Task A_user_and_password_are_accepted_if_they_are_in_the_list(string username, string password, bool accepted)
    {
        PlainUsers users = new(("alice", "right"), ("bob", "other"));
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy { Plain = users });
        await using ReplyServer server = Serve(new PlainServer());
        await using RequestClient client = Call(server, new PlainClient(username, password));
        if (accepted)
        {
            Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo($"{username}: hello"));
        }
        else
        {
            await Eventually(() => authenticator.Statistics.Refused > 0, "refused");
            await Logged(Log.Lines, "the user name or the password is wrong");
        }

        Assert.That(Log.Lines, Has.None.Contains(password));
    }

    [Test]
    public async Task A_mechanism_without_a_check_is_refused()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        await using ReplyServer server = Serve(new PlainServer());
        await using RequestClient client = Call(server, new PlainClient("alice", "x"));
        await Eventually(() => authenticator.Statistics.Refused > 0, "refused");
        await Logged(Log.Lines, "the mechanism PLAIN is not accepted");
    }

    [Test]
    public async Task A_function_decides_with_user_id_and_metadata()
    {
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Curve = AuthenticationCheck.Call(async (request, cancellationToken) =>
            {
                await Task.Delay(1, cancellationToken);
                return request.PublicKey == ClientKeys.PublicKey
                    ? AuthenticationResult.Accept("alice", [new("Tenant", "north"), new("role", "admin, writer")])
                    : AuthenticationResult.Refuse("unknown");
            }),
        });
        await using ReplyServer server = new(
            AnyPort,
            static request => $"{request[0].GetProperty("Tenant")} {request.UserId}",
            On(new ReplyServerOptions { Security = new CurveServer(ServerKeys) }));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("north alice"));
    }

    [Test]
    public async Task A_check_that_does_not_return_ends_with_the_time_out_and_the_peer_tries_again()
    {
        int calls = 0;
        TaskCompletionSource<AuthenticationResult> late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Authenticator authenticator = Authenticate(
            new AuthenticationPolicy
            {
                Curve = AuthenticationCheck.Call((_, _) => Interlocked.Increment(ref calls) == 1
                    ? new(late.Task)
                    : new(AuthenticationResult.Accept("alice"))),
            },
            new AuthenticatorOptions { DecisionTimeout = TimeSpan.FromMilliseconds(50) });
        await using ReplyServer server = Serve(new CurveServer(ServerKeys), HandshakeInterval);
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("alice: hello"));

        // The authenticator may get both handshakes at once, if it is late: the first check is over its time after the second one then.
        await Eventually(() => authenticator.Statistics.TimedOut >= 1, "the first check is over its time");

        // A second answer to the first handshake would end the process.
        late.SetResult(AuthenticationResult.Accept("mallory"));
        await Eventually(() => authenticator.Statistics.InFlight == 0, "the first check returned");
        Assert.That(await client.RequestAsync("again", cancellationToken: Limit), Is.EqualTo("alice: again"));
    }

    [Test]
    public async Task Checks_that_block_threads_do_not_stop_the_decisions_of_another_domain()
    {
        using ManualResetEventSlim open = new();
        await using Authenticator authenticator = Authenticate(
            Curve(("alice", ClientKeys.PublicKey)),
            new AuthenticatorOptions { DecisionTimeout = TimeSpan.FromMilliseconds(50), MaxInFlight = 2 });
        authenticator.SetPolicy("blocked", new AuthenticationPolicy
        {
            Curve = AuthenticationCheck.Call((_, _) =>
            {
                open.Wait(Limit);
                return new(AuthenticationResult.Refuse("late"));
            }),
        });
        await using ReplyServer blocked = Serve(new CurveServer(ServerKeys, "blocked"));
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient first = Call(blocked, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await using RequestClient second = Call(blocked, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await using RequestClient third = Call(blocked, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await Eventually(() => authenticator.Statistics.Overloaded > 0, "more than MaxInFlight");
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("alice: hello"));
        await Eventually(() => authenticator.Statistics.TimedOut == 2, "both blocked checks are over their time");
        Assert.That((authenticator.Statistics.InFlight, authenticator.Statistics.Accepted), Is.EqualTo((2, 1)));
        open.Set();
        await Eventually(() => authenticator.Statistics.InFlight == 0, "the checks return");
    }

    [Test]
    public async Task A_check_that_throws_refuses_the_peer_and_its_log_has_no_password()
    {
        const string Secret = "the-secret-of-alice";
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Plain = AuthenticationCheck.Call((request, _) =>
                throw new InvalidDataException($"cannot look up {request.Username} with {request.GetPassword()}")),
        });
        await using ReplyServer server = Serve(new PlainServer());
        await using RequestClient client = Call(server, new PlainClient("alice", Secret));
        await Eventually(() => authenticator.Statistics.Failed > 0, "failed");
        await Logged(Log.Lines, $"failed with {nameof(InvalidDataException)}");
        await Logged(Log.Lines, $"the check threw {nameof(InvalidDataException)}");
        Assert.That(Log.Lines, Has.None.Contains(Secret));
    }

    [Test]
    public async Task A_context_has_one_authenticator_and_another_one_after_its_end()
    {
        Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        await using (authenticator)
        {
            Assert.That(() => Authenticate(), Throws.InvalidOperationException.With.Message.Contains("has an authenticator already"));
            await using Context other = new();
            await using Authenticator second = new(options: new AuthenticatorOptions { Context = other });
        }

        await authenticator.DisposeAsync();
        await using Authenticator next = Authenticate(Curve(("bob", ClientKeys.PublicKey)));
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("bob: hello"));
    }

    [Test]
    public async Task The_end_answers_pending_decisions_and_the_server_accepts_nobody_after_it()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Curve = AuthenticationCheck.Call(async (request, cancellationToken) =>
            {
                asked.TrySetResult();

                // Not unregistered: the wait that is cancelled first may end the code here before this is called.
                _ = cancellationToken.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return AuthenticationResult.Accept("alice");
            }),
        });
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await using IAsyncEnumerator<ConnectionEvent> events = server.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> ended = events.MoveNextAsync();
        await asked.Task.WaitAsync(Limit);
        await authenticator.DisposeAsync();
        await cancelled.Task.WaitAsync(Limit);
        Assert.That(authenticator.Statistics.Ended, Is.EqualTo(1));

        // The pending handshake ends with status 300, and a later one finds no handler.
        Assert.That(await ended, Is.True);
        Assert.That(events.Current.Detail, Does.Contain("300"));
        ValueTask<bool> next = events.MoveNextAsync();
        await using RequestClient late = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        Assert.That(await next, Is.True);
        Assert.That((events.Current.Kind, events.Current.Refusal), Is.EqualTo((ConnectionEventKind.Refused, ConnectionRefusal.Handshake)));
        Assert.That(server.ConnectedPeers, Is.Zero);
    }

    [Test]
    public async Task The_end_of_the_context_ends_the_authenticator()
    {
        Context context = new();
        Authenticator authenticator = new(options: new AuthenticatorOptions { Context = context });
        await context.DisposeAsync();
        await authenticator.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task Without_a_context_it_serves_the_patterns_without_one()
    {
        await using Authenticator authenticator = new(Curve(("alice", ClientKeys.PublicKey)));
        await using ReplyServer server = new(
            AnyPort, static request => request.UserId ?? "?", new ReplyServerOptions { Security = new CurveServer(ServerKeys) });
        await using RequestClient client = new(
            server.LastEndpoint, new RequestClientOptions { Security = new CurveClient(ServerKeys.PublicKey, ClientKeys) });
        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("alice"));
    }

    [Test]
    public async Task Many_peers_are_decided_at_once()
    {
        const int Count = 50;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = 0;
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Curve = AuthenticationCheck.Call(async (request, _) =>
            {
                if (Interlocked.Increment(ref asked) == Count)
                {
                    all.SetResult();
                }

                await all.Task;
                return AuthenticationResult.Accept(request.PublicKey!);
            }),
        }, new AuthenticatorOptions { DecisionTimeout = Generous });
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        List<RequestClient> clients = [];
        try
        {
            for (int i = 0; i < Count; i++)
            {
                CurveKeyPair keys = CurveKeyPair.Generate();
                RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, keys));
                clients.Add(client);
            }

            string[] replies = await Task.WhenAll(clients.Select(client => client.RequestAsync("x", cancellationToken: Limit).AsTask()));
            Assert.That(replies.Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(Count), "each has its own user");
        }
        finally
        {
            foreach (RequestClient client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    [Test]
    public void No_text_has_a_secret()
    {
        const string Secret = "the-secret";
        AuthenticationRequest request = new(SecurityMechanism.Plain, "global", "10.0.0.7", "al\nice", Secret);
        ReplyServerOptions server = new() { Security = new CurveServer(ServerKeys) };
        RequestClientOptions client = new() { Security = new CurveClient(ServerKeys.PublicKey, ClientKeys) };
        PusherOptions plain = new() { Security = new PlainClient("alice", Secret) };
        AuthenticationPolicy policy = new() { Plain = new PlainUsers(("alice", Secret)), Curve = new CurveUsers(("bob", ClientKeys.PublicKey)) };
        using (Assert.EnterMultipleScope())
        {
            Assert.That($"{request} {plain} {policy}", Does.Not.Contain(Secret).And.Contain("al?ice"));
            Assert.That($"{server} {client}", Does.Not.Contain(ServerKeys.SecretKey).And.Not.Contain(ClientKeys.SecretKey));
            Assert.That($"{server} {client}", Does.Contain(ServerKeys.PublicKey).And.Contain(ClientKeys.PublicKey));
            Assert.That(() => new PlainUsers(("alice", Secret), ("alice", Secret)), Throws.ArgumentException.With.Message.Not.Contains(Secret));
            Assert.That(() => new PlainClient("alice", Secret + '\0'), Throws.ArgumentException.With.Message.Not.Contains(Secret));
            Assert.That(() => new CurveUsers(("bob", ClientKeys.SecretKey[..39])), Throws.ArgumentException.With.Message.Not.Contains(ClientKeys.SecretKey[..39]));
        }
    }

    [Test]
    public void Metadata_and_user_ids_that_libzmq_would_cut_or_mix_up_are_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (string name in new[] { "", "two words", "User-Id", "user-id", "Peer-Address", "Socket-Type", "Identity", "__fd", "X-ZmqNative-Peer", new('x', 256), "ü" })
            {
                Assert.That(() => AuthenticationResult.Accept("a", [new(name, "x")]), Throws.ArgumentException, name);
            }

            Assert.That(() => AuthenticationResult.Accept("alice\0bob"), Throws.ArgumentException);
            Assert.That(() => AuthenticationResult.Accept("\uD800"), Throws.ArgumentException);
            Assert.That(() => AuthenticationResult.Accept(new string('x', 256)), Throws.ArgumentException);
            Assert.That(() => AuthenticationResult.Accept("a", [new("x", "1"), new("X", "2")]), Throws.ArgumentException);
            Assert.That(() => AuthenticationResult.Accept("a", [new("x", new string('x', 20_000))]), Throws.ArgumentException);
            Assert.That(AuthenticationResult.Accept("a", [new("x", "1")]).Metadata["X"], Is.EqualTo("1"));
        }
    }
}
