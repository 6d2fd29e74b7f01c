namespace ZmqNative.Tests;

/// <summary>The flags of a frame that are in the clear say nothing about a message with CURVE.</summary>
public sealed class CurveFlagTests : CorrectionTest
{
    private const byte More = 1;
    private const byte Command = 4;

    [Test]
    public void A_flag_that_is_set_on_the_way_changes_no_message([Values(More, Command)] byte flag)
    {
        if (!Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without CURVE");
        }

        CurveKeyPair serverKeys = CurveKeyPair.Generate();
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, serverKeys.ApplyAsServer);
        using FlagRelay relay = new(endpoint, flag);
        using Socket push = Connected(
            SocketType.Push, relay.Endpoint, socket => CurveKeyPair.Generate().ApplyAsClient(socket, serverKeys.PublicKey));

        SendTexts(push, "first");
        SendTexts(push, "second", "and its rest");

        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "first" }));
        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "second", "and its rest" }));
    }
}
