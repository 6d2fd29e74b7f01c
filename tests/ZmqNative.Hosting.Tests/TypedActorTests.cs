namespace ZmqNative.Hosting.Tests;

/// <summary>Actors with an interface, which services create and typed references call.</summary>
public sealed class TypedActorTests : HostingTest
{
    [Test]
    public async Task Actors_of_an_interface_get_services_and_their_key()
    {
        Tally tally = new();
        IHost host = await StartAsync(services =>
        {
            services.AddSingleton(tally).AddScoped<Part>();
            services.AddZmqNative().AddBroker("shop", actors: static broker => broker
                .AddActor<ITalker, Talker>("talker")
                .AddKeyedActors<ITalker, KeyedTalker>("talkers/{name}"));
        });
        Broker broker = host.Services.GetRequiredService<Broker>();
        ITalker talker = broker.Actor<ITalker>("talker", Generous);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await talker.TalkAsync("hello"), Is.EqualTo("hello"));
            Assert.That(await broker.Actor<ITalker>("talkers/me", Generous).TalkAsync("hello"), Is.EqualTo("talkers/me: hello"));
            Assert.That((tally.Made, tally.Ended), Is.EqualTo((2, 0)), "the scopes");
        }

        await broker.StopAsync(ActorRef.Of(talker));
        Assert.That((tally.Made, tally.Ended), Is.EqualTo((2, 1)));
        await host.StopAsync(Limit);
        Assert.That((tally.Made, tally.Ended), Is.EqualTo((2, 2)));
    }

    [Test]
    public void An_actor_whose_services_are_missing_ends_the_start_of_the_host() =>
        Assert.That(
            async () => await StartAsync(static services => services.AddZmqNative().AddBroker("shop", actors: static broker => broker.AddActor<ITalker, Talker>("talker"))),
            Throws.Exception.With.Message.Contains("AddActor<ITalker, Talker>(\"talker\")"));

    private sealed class Tally
    {
        private int _made;
        private int _ended;

        public int Made => Volatile.Read(ref _made);

        public int Ended => Volatile.Read(ref _ended);

        public void Make() => Interlocked.Increment(ref _made);

        public void End() => Interlocked.Increment(ref _ended);
    }

    private sealed class Part : IDisposable
    {
        private readonly Tally _tally;

        public Part(Tally tally)
        {
            _tally = tally;
            tally.Make();
        }

        public void Dispose() => _tally.End();
    }

    private sealed class Talker(Part part) : ITalker
    {
        public ValueTask<string> TalkAsync(string text)
        {
            Assert.That(part, Is.Not.Null);
            return new(text);
        }
    }

    private sealed class KeyedTalker(string name, Part part) : TypedActor, ITalker
    {
        public ValueTask<string> TalkAsync(string text)
        {
            Assert.That((name, part), Is.EqualTo(("me", part)));
            return new($"{Context.Self.Address}: {text}");
        }
    }
}

[ActorInterface]
internal interface ITalker
{
    ValueTask<string> TalkAsync(string text);
}
