using System.Reflection;

namespace ZmqNative.Tests;

public sealed class ContextOptionTests : SocketTest
{
    [TestCase(nameof(Context.IoThreads), 1, new[] { 0, 2, 1 }, new[] { -1, 1025, int.MaxValue }, typeof(ArgumentOutOfRangeException))]
    [TestCase(nameof(Context.MaxSockets), 1023, new[] { 1, 65535 }, new[] { 0, -1, 65536, int.MaxValue }, typeof(ArgumentOutOfRangeException))]
    [TestCase(nameof(Context.MaxMessageSize), int.MaxValue, new[] { 0, 1000 }, new[] { -1 }, typeof(ArgumentOutOfRangeException))]
    public void Numbers_are_read_back_as_they_were_set(string name, int initial, int[] values, int[] refused, Type refusal)
    {
        PropertyInfo property = typeof(Context).GetProperty(name)!;
        Assert.That(property.GetValue(Context), Is.EqualTo(initial), "the default");
        foreach (int value in values)
        {
            property.SetValue(Context, value);
            Assert.That(property.GetValue(Context), Is.EqualTo(value));
        }

        foreach (int value in refused)
        {
            Assert.That(() => property.SetValue(Context, value), Throws.InnerException.TypeOf(refusal));
        }
    }

    [TestCase(nameof(Context.IPv6), false)]
    [TestCase(nameof(Context.Blocky), true)]
    [TestCase(nameof(Context.ZeroCopyReceive), true)]
    public void Switches_are_read_back_as_they_were_set(string name, bool initial)
    {
        if (name == nameof(Context.ZeroCopyReceive))
        {
            RequireDraft();
        }

        PropertyInfo property = typeof(Context).GetProperty(name)!;
        Assert.That(property.GetValue(Context), Is.EqualTo(initial), "the default");
        property.SetValue(Context, !initial);
        Assert.That(property.GetValue(Context), Is.EqualTo(!initial));
        property.SetValue(Context, initial);
        Assert.That(property.GetValue(Context), Is.EqualTo(initial));
    }

    [Test]
    public void Thread_names_begin_with_a_prefix_of_at_most_16_bytes()
    {
        RequireDraft();
        Assert.That(Context.ThreadNamePrefix, Is.Empty);
        foreach (string prefix in new[] { "a", "12", "four", "1234", "exactly-16-bytes" })
        {
            Context.ThreadNamePrefix = prefix;
            Assert.That(Context.ThreadNamePrefix, Is.EqualTo(prefix));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Context.ThreadNamePrefix = "more-than-16-bytes", Throws.ArgumentException);
            Assert.That(() => Context.ThreadNamePrefix = null!, Throws.ArgumentNullException);
            Assert.That(() => Context.ThreadNamePrefix = "a\0b", Throws.ArgumentException);
            Assert.That(() => Context.ThreadNamePrefix = string.Empty, Throws.Exception, "libzmq cannot forget it");
            Assert.That(Context.ThreadNamePrefix, Is.EqualTo("exactly-16-bytes"));
        }
    }

    [Test]
    public void Every_settable_property_is_tested()
    {
        string[] tested =
        [
            nameof(Context.IoThreads), nameof(Context.MaxSockets), nameof(Context.MaxMessageSize), nameof(Context.IPv6),
            nameof(Context.Blocky), nameof(Context.ZeroCopyReceive), nameof(Context.ThreadNamePrefix),
        ];
        Assert.That(
            typeof(Context).GetProperties().Where(static p => p.GetSetMethod() is not null).Select(static p => p.Name),
            Is.EquivalentTo(tested));
    }

    [Test]
    public void Limits_and_defaults_reach_the_sockets()
    {
        Context.IPv6 = true;
        Context.MaxSockets = 2;
        using Socket socket = Create(SocketType.Dealer);
        using Socket second = Create(SocketType.Dealer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(socket.IPv6, Is.True);
            Assert.That(Context.SocketLimit, Is.EqualTo(65535));
            Assert.That(Context.OpenSockets, Is.EqualTo(2));
            Assert.That(() => Create(SocketType.Dealer), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMFILE"));
        }
    }

    [Test]
    public void Without_an_io_thread_inproc_alone_works()
    {
        Context.IoThreads = 0;
        (Socket one, Socket other) = Pair(SocketType.Pair, SocketType.Pair);
        using (one)
        using (other)
        {
            one.Send("x");
            Assert.That(ReceiveText(other), Is.EqualTo("x"));
            Assert.That(() => one.Bind(FreePort), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMTHREAD"));
        }
    }

    [Test]
    public void Processors_are_those_that_this_process_may_use()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Context.AddThreadAffinity(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Context.AddThreadAffinity(100_000), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Context.SetOption(Interop.Libzmq.ZMQ_THREAD_AFFINITY_CPU_ADD, 100_000), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Context.RemoveThreadAffinity(0), Throws.ArgumentException);
        }
    }

    [Test]
    public void Unknown_options_are_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Context.GetOption(9999), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EINVAL"));
            Assert.That(() => Context.SetOption(9999, 1), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EINVAL"));
        }
    }
}
