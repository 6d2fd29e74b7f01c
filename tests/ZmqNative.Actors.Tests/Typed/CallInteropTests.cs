using System.Globalization;
using System.Text.Json;
using ZmqNative.Patterns.Tests.Interop;

namespace ZmqNative.Actors.Tests.Typed;

/// <summary>Calls of methods by Python, over tcp.</summary>
public sealed class CallInteropTests : RemoteTest
{
    [Test]
    public async Task Python_calls_methods_by_name_and_by_signature()
    {
        Broker broker = Listen();
        Cart instance = new();
        _ = broker.Spawn<ICart>("cart", () => instance);
        int port = int.Parse(broker.LastEndpoint[(broker.LastEndpoint.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        await using PythonPeer python = PythonPeer.Start("actor_calls", port, 100);
        JsonElement result = await python.ReadAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.GetProperty("added").GetString(), Is.Empty);
            Assert.That(result.GetProperty("total").GetProperty("Price").GetInt32(), Is.EqualTo(36));
            Assert.That(result.GetProperty("found").GetString(), Is.EqualTo("ä 3 4"));
            Assert.That(result.GetProperty("base").GetString(), Is.EqualTo("cart"));
            Assert.That(result.GetProperty("notes").GetProperty("values")[1].GetString(), Is.EqualTo("second"));
            Assert.That(result.GetProperty("numbers").GetInt32(), Is.EqualTo(100));
            Assert.That(Refused("missing"), Is.EqualTo((6, "the caller has the method 'GetNothing', and the actor implements ICart, which has ")));
            Assert.That(Refused("differs"), Is.EqualTo((6, "the caller has the method 'ICart.AddAsync(Item)', and the actor 'ICart.AddAsync(AddItem, int)'")));
            Assert.That(Refused("count"), Is.EqualTo((6, "'ICart.AddAsync(AddItem, int)' has 2 arguments, and the call 1")));
            Assert.That(Refused("unreadable"), Is.EqualTo((5, "the message or its answer cannot be written or read")));
            Assert.That(Refused("stream"), Is.EqualTo((6, "'ICart.CountAsync(int): stream int' answers with a stream, and the caller did not ask for one")));
            Assert.That(Refused("empty").Status, Is.EqualTo(6));
        }

        Assert.That(broker.Failures, Is.Zero, "what a peer sends is no failure of the actor");

        (int Status, string? Text) Refused(string name)
        {
            JsonElement refused = result.GetProperty("refused").GetProperty(name);
            string? text = refused[1].GetString();
            int list = text!.IndexOf("'ICart.NoteAsync", StringComparison.Ordinal);
            return (refused[0].GetInt32(), list < 0 ? text : text[..list]);
        }
    }
}
