using System.Runtime.CompilerServices;

namespace ZmqNative.Tests;

public sealed class SteerableProxyTests : SocketTest
{
    [Test]
    public void It_pauses_resumes_counts_and_terminates()
    {
        using Socket frontend = Bound(SocketType.Pull, out string front);
        using Socket backend = Bound(SocketType.Push, out string back);
        using Socket push = Connected(SocketType.Push, front);
        using Socket pull = Connected(SocketType.Pull, back);
        using SteerableProxy proxy = new(frontend, backend);
        Thread runner = new(proxy.Run);
        runner.Start();
        SendTexts(push, "12345");
        SendTexts(push, "1", "22");
        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "12345" }));
        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "1", "22" }));
        ProxyStatistics statistics = proxy.GetStatistics(Generous);
        Assert.That(statistics, Is.EqualTo(new ProxyStatistics(2, 8, 0, 0, 0, 0, 2, 8)), "a message counts as one");

        proxy.Pause();
        Assert.That(proxy.GetStatistics(Generous), Is.EqualTo(statistics), "and it still answers");
        push.Send("held");
        Assert.That(proxy.GetStatistics(Generous), Is.EqualTo(statistics));
        Assert.That(pull.TryReceive(out _), Is.False);

        proxy.Resume();
        Assert.That(ReceiveText(pull), Is.EqualTo("held"));
        proxy.Terminate();
        Assert.That(runner.Join(Generous), Is.True);
    }

    [Test]
    public void It_runs_again_after_it_was_terminated()
    {
        using Socket frontend = Bound(SocketType.Pull, out string front);
        using Socket backend = Bound(SocketType.Push, out string back);
        using Socket push = Connected(SocketType.Push, front);
        using Socket pull = Connected(SocketType.Pull, back);
        using SteerableProxy proxy = new(frontend, backend);
        for (int i = 0; i < 3; i++)
        {
            Thread runner = new(proxy.Run);
            runner.Start();
            push.Send($"{i}");
            Assert.That(ReceiveText(pull), Is.EqualTo($"{i}"));
            proxy.Terminate();
            Assert.That(runner.Join(Generous), Is.True);
        }
    }

    [Test]
    public void A_command_given_before_it_runs_waits_for_it()
    {
        using Socket frontend = Create(SocketType.Pull);
        using Socket backend = Create(SocketType.Push);
        using SteerableProxy proxy = new(frontend, backend);
        proxy.Terminate();
        proxy.Run();
    }

    [Test]
    public void Steering_a_proxy_that_does_not_run_never_waits_for_space()
    {
        using Socket both = Create(SocketType.Dealer);
        using SteerableProxy proxy = new(both, both);
        Thread steering = new(() =>
        {
            try
            {
                // More than the queues of two sockets hold by default.
                for (int i = 0; i < 2500; i++)
                {
                    proxy.Resume();
                }
            }
            catch (ContextTerminatedException)
            {
                // The test has failed.
            }
        });
        steering.Start();
        bool done = steering.Join(Generous);
        if (!done)
        {
            Context.Shutdown();
        }

        Assert.That(done, Is.True);
        proxy.Terminate();
        proxy.Run();
    }

    [Test]
    public void A_proxy_that_does_not_run_does_not_answer()
    {
        using Socket both = Create(SocketType.Dealer);
        using SteerableProxy proxy = new(both, both);
        Assert.That(() => proxy.GetStatistics(TimeSpan.FromMilliseconds(1)), Throws.TypeOf<SocketTimeoutException>());
        proxy.Terminate();
        proxy.Run();
    }

    [Test]
    public void A_wait_for_statistics_delays_no_other_call()
    {
        using Socket both = Create(SocketType.Dealer);
        SteerableProxy proxy = new(both, both);
        Exception? failure = null;
        Thread asking = new(() =>
        {
            try
            {
                _ = proxy.GetStatistics(Timeout.InfiniteTimeSpan);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or ContextTerminatedException)
            {
                failure = exception;
            }
        });
        asking.Start();
        WaitUntilInCall(Control(proxy));
        Thread steering = new(() =>
        {
            proxy.Pause();
            proxy.Dispose();
        });
        steering.Start();
        bool done = steering.Join(Generous);
        if (!done)
        {
            Context.Shutdown();
        }

        Assert.That(asking.Join(Generous), Is.True);
        Assert.That(done, Is.True);
        Assert.That(failure, Is.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void The_answer_to_a_question_whose_time_is_over_is_not_that_to_the_next_one()
    {
        using Socket frontend = Bound(SocketType.Pull, out string front);
        using Socket backend = Bound(SocketType.Push, out string back);
        using Socket push = Connected(SocketType.Push, front);
        using Socket pull = Connected(SocketType.Pull, back);
        using SteerableProxy proxy = new(frontend, backend);
        Assert.That(() => proxy.GetStatistics(TimeSpan.Zero), Throws.TypeOf<SocketTimeoutException>());
        Thread runner = new(proxy.Run);
        runner.Start();
        SendTexts(push, "12345");
        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "12345" }));
        Assert.That(proxy.GetStatistics(Generous), Is.EqualTo(new ProxyStatistics(1, 5, 0, 0, 0, 0, 1, 5)));
        Assert.That(() => proxy.GetStatistics(TimeSpan.FromSeconds(-2)), Throws.TypeOf<ArgumentOutOfRangeException>());
        proxy.Terminate();
        Assert.That(runner.Join(Generous), Is.True);
    }

    [Test]
    public void Steering_from_many_threads_gives_each_its_own_answer()
    {
        using Socket both = Bound(SocketType.Router, out string endpoint);
        using SteerableProxy proxy = new(both, both);
        Thread runner = new(proxy.Run);
        runner.Start();
        Thread[] askers =
        [
            .. Enumerable.Range(0, 4).Select(asker => new Thread(() =>
            {
                for (int i = 0; i < 50; i++)
                {
                    proxy.GetStatistics(Generous);
                }
            })),
        ];
        Array.ForEach(askers, static asker => asker.Start());
        Array.ForEach(askers, static asker => Assert.That(asker.Join(Generous), Is.True));
        proxy.Terminate();
        Assert.That(runner.Join(Generous), Is.True);
    }

    [Test]
    public void Shutting_the_context_down_ends_it()
    {
        using Socket both = Create(SocketType.Dealer);
        using SteerableProxy proxy = new(both, both);
        Thread runner = new(proxy.Run);
        runner.Start();
        Context.Shutdown();
        Assert.That(runner.Join(Generous), Is.True);
        Assert.That(() => proxy.Terminate(), Throws.TypeOf<ContextTerminatedException>());
    }

    [Test]
    public void Every_call_throws_after_it_was_disposed()
    {
        using Socket both = Create(SocketType.Dealer);
        SteerableProxy proxy = new(both, both);
        proxy.Dispose();
        proxy.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => proxy.Run(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => proxy.Pause(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => proxy.GetStatistics(Generous), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => new SteerableProxy(null!, both), Throws.ArgumentNullException);
            Assert.That(() => new SteerableProxy(both, null!), Throws.ArgumentNullException);
        }
    }

    [Test]
    public void A_context_with_too_few_slots_for_the_control_sockets_keeps_none_of_them()
    {
        Context.MaxSockets = 2;
        using Socket both = Create(SocketType.Dealer);
        Assert.That(() => new SteerableProxy(both, both), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMFILE"));
        Assert.That(Context.OpenSockets, Is.EqualTo(1));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_control")]
    private static extern ref Socket Control(SteerableProxy proxy);
}
