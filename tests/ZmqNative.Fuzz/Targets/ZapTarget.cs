using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Requests of ZAP, the addresses in them, and signed identities: each is read or refused, and no address outranks a rule.</summary>
internal static class ZapTarget
{
    private static readonly AddressRules Rules = AddressRules.Allow("10.0.0.0/8", "fd00::/8").AndDeny("10.0.0.13");

    public static FuzzTarget Create() => new(
        "zap",
        "requests of ZAP, addresses of peers, identities in properties",
        [
            Request("NULL"),
            Request("PLAIN", "alice"u8.ToArray(), "secret"u8.ToArray()),
            Request("CURVE", new byte[32]),
            Request("GSSAPI", "principal"u8.ToArray()),
        ],
        [[0], .. new[] { "1.0", "NULL", "PLAIN", "CURVE", "10.0.0.13", "::ffff:10.0.0.13", "fd00::1%eth0", ":1000:1000:42" }.Select(Encoding.UTF8.GetBytes), [0xC3, 0x28]],
        Run);

    private static byte[] Request(string mechanism, params byte[][] credentials) => FrameList.Write(
        [[0, 1, 2, 3, 4], [], "1.0"u8.ToArray(), "1"u8.ToArray(), "global"u8.ToArray(), "10.0.0.1"u8.ToArray(), [], Encoding.UTF8.GetBytes(mechanism), .. credentials]);

    private static void Run(byte[] input)
    {
        using MultipartMessage message = FrameList.ReadMessage(input);
        bool isRead = ZapMessage.TryRead(message, out AuthenticationRequest? request, out string problem);
        FuzzFaultException.Unless(isRead == (problem.Length == 0), "a request is read, or has a problem");
        if (isRead)
        {
            string address = request!.Address;
            FuzzFaultException.Unless(!Rules.IsAllowed(address) || System.Net.IPAddress.TryParse(address, out _), "only IP addresses are in networks");
            if (request.GetPassword() is { Length: > 8 } password && !address.Contains(password, StringComparison.Ordinal))
            {
                FuzzFaultException.Unless(!$"{request}".Contains(password, StringComparison.Ordinal) || $"{request.Username}{request.Domain}".Contains(password, StringComparison.Ordinal), "a text has no password");
            }
        }

        FuzzFaultException.Unless(!PeerIdentityToken.TryRead(input, out _), "nobody else signs an identity");
    }
}
