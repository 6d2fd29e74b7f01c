namespace ZmqNative.Tests;

public sealed class ProxyTests : SocketTest
{
    [Test]
    public void Requests_and_replies_pass_until_the_context_is_shut_down()
    {
        using Socket frontend = Bound(SocketType.Router, out string front);
        using Socket backend = Bound(SocketType.Dealer, out string back);
        Thread proxy = new(() => Proxy.Run(frontend, backend));
        proxy.Start();
        using Socket req = Connected(SocketType.Req, front);
        using Socket rep = Connected(SocketType.Rep, back);
        for (int i = 0; i < 10; i++)
        {
            SendTexts(req, $"{i}", "two frames");
            Assert.That(ReceiveTexts(rep), Is.EqualTo(new[] { $"{i}", "two frames" }));
            rep.Send("done");
            Assert.That(ReceiveText(req), Is.EqualTo("done"));
        }

        Context.Shutdown();
        Assert.That(proxy.Join(Generous), Is.True);
    }

    [Test]
    public void The_capture_socket_gets_a_copy_of_everything()
    {
        using Socket frontend = Bound(SocketType.Pull, out string front);
        using Socket backend = Bound(SocketType.Push, out string back);
        using Socket capture = Bound(SocketType.Push, out string copies);
        Thread proxy = new(() => Proxy.Run(frontend, backend, capture));
        using Socket push = Connected(SocketType.Push, front);
        using Socket pull = Connected(SocketType.Pull, back);
        using Socket audit = Connected(SocketType.Pull, copies);
        proxy.Start();
        SendTexts(push, "a", "b");
        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(ReceiveTexts(audit), Is.EqualTo(new[] { "a", "b" }));
        Context.Shutdown();
        Assert.That(proxy.Join(Generous), Is.True);
    }

    [Test]
    public void Subscriptions_pass_upstream()
    {
        using Socket frontend = Bound(SocketType.XSub, out string front);
        using Socket backend = Bound(SocketType.XPub, out string back);
        using Socket pub = Connected(SocketType.XPub, front);
        using Socket sub = Connected(SocketType.Sub, back, static s => s.Subscribe("t"));
        Thread proxy = new(() => Proxy.Run(frontend, backend));
        proxy.Start();
        Assert.That(ReceiveText(pub), Is.EqualTo("\u0001t"));
        pub.Send("other");
        pub.Send("topic");
        Assert.That(ReceiveText(sub), Is.EqualTo("topic"));
        Context.Shutdown();
        Assert.That(proxy.Join(Generous), Is.True);
    }

    [Test]
    public void The_same_socket_on_both_sides_echoes()
    {
        using Socket both = Bound(SocketType.Router, out string endpoint);
        Thread proxy = new(() => Proxy.Run(both, both));
        proxy.Start();
        using Socket dealer = Connected(SocketType.Dealer, endpoint);
        SendTexts(dealer, "echo", "me");
        Assert.That(ReceiveTexts(dealer), Is.EqualTo(new[] { "echo", "me" }));
        Context.Shutdown();
        Assert.That(proxy.Join(Generous), Is.True);
    }

    [Test]
    public void Sockets_that_cannot_be_proxied_end_it_with_an_exception()
    {
        using Socket push = Bound(SocketType.Push, out string first);
        using Socket pull = Bound(SocketType.Pull, out string second);
        using Socket feeder = Connected(SocketType.Push, second);
        using Socket reader = Connected(SocketType.Pull, first);
        feeder.Send("x");

        // In the wrong direction: a PUSH does not receive.
        Assert.That(() => Proxy.Run(pull, pull), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOTSUP"));
        feeder.Send("still works");
        Assert.That(ReceiveText(pull), Is.EqualTo("still works"));
    }

    [Test]
    public void Wrong_arguments_are_refused()
    {
        using Socket pull = Create(SocketType.Pull);
        Socket closed = Create(SocketType.Push);
        closed.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Proxy.Run(null!, pull), Throws.ArgumentNullException);
            Assert.That(() => Proxy.Run(pull, null!), Throws.ArgumentNullException);
            Assert.That(() => Proxy.Run(pull, closed), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => Proxy.Run(closed, pull), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => Proxy.Run(pull, pull, closed), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => Proxy.Run(pull, pull, pull), Throws.Exception);
            Assert.That(pull.TryReceive(out _), Is.False, "it is usable again");
        }
    }
}
