using System.Text;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Addresses of actors, with and without an endpoint: the parts are joined to the text that was split.</summary>
internal static class AddressTarget
{
    public static FuzzTarget Create() => new(
        "address",
        "addresses of actors, with and without an endpoint",
        [.. new[] { "order", "order/42", "tcp://shop.example:5570/order/42", "ipc:///run/shop.sock//order/42", "inproc://a/b//order", "inproc://x/order/k//y" }.Select(Encoding.UTF8.GetBytes)],
        [.. new[] { "://", "/", "//", "tcp://", "ipc://", "inproc://", ":", "@", " ", "\u0085", "\uD7FF" }.Select(Encoding.UTF8.GetBytes)],
        Run);

    private static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isValid = ActorAddress.IsValid(text);
        bool hasEndpoint = RemoteAddress.HasEndpoint(text);
        FuzzFaultException.Unless(!isValid || !hasEndpoint, "an address within a broker has no endpoint");
        if (isValid)
        {
            FuzzFaultException.Unless(PeerHeader.Parse(PeerHeader.Write(text)) is { } header && header.Address == text, "a valid address is sent as it is");
        }

        if (!hasEndpoint)
        {
            return;
        }

        try
        {
            (string endpoint, string address) = RemoteAddress.Split(text, "address");
            FuzzFaultException.Unless(ActorAddress.IsValid(address), "the part within the broker is valid");
            FuzzFaultException.Unless(RemoteAddress.Split(RemoteAddress.Join(endpoint, address), "address") == (endpoint, address), "the parts are joined to an address with the same parts");
        }
        catch (ArgumentException)
        {
            // The documented refusal.
        }
    }
}
