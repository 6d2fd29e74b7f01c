using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>
/// The keys for encryption by CURVE. A socket with the key of a server is a client; a socket with only a secret key is a server, whose clients an
/// authenticator checks unless the configuration allows any client.
/// </summary>
internal static class CurveKeys
{
    public static readonly string[] Names = [SecretKey, ServerKey, Domain, AnyClient];

    private const string SecretKey = "CurveSecretKey";
    private const string ServerKey = "CurveServerKey";
    private const string Domain = "CurveDomain";
    private const string AnyClient = "CurveAllowAnyClient";

    private static readonly OptionKey<ServerKeys>[] OfServer =
    [
        new(Domain, "a text of 1 to 255 characters", static (o, v) => v.Length is > 0 and <= 255 ? o with { Domain = v } : null),
        Keys.Flag<ServerKeys>(AnyClient, static (o, v) => o with { AllowsAnyClient = v }),
    ];

    /// <summary>Returns the security that the section asks for; null if it has no such keys.</summary>
    public static SecurityOptions? Read(SectionReader reader)
    {
        string allowed = $"{CurveKeyPair.KeyLength} characters of Z85, and a libzmq with CURVE";
        string? secret = reader.Secret(SecretKey, IsKey, allowed);
        string? server = reader.Secret(ServerKey, IsKey, allowed);
        ServerKeys keys = reader.Read(new ServerKeys(), OfServer);
        if (!reader.Has(SecretKey) && !reader.Has(ServerKey) && (reader.Has(Domain) || keys.AllowsAnyClient))
        {
            // As when the key is to come from the environment, and does not: without it the socket would be open to all, and in clear text.
            reader.Report(SecretKey, $"is missing: {Domain} and {AnyClient} are for a server of CURVE");
        }

        return secret is null && server is null ? null : Create(secret, server, keys);
    }

    private static SecurityOptions Create(string? secret, string? server, ServerKeys keys)
    {
        // Without keys of its own a client has new ones for each start, for servers that accept any client.
        CurveKeyPair? pair = secret is null ? null : CurveKeyPair.FromSecret(secret);
        return server is not null ? new CurveClient(server, pair)
            : keys.AllowsAnyClient ? CurveServer.AllowAnyClient(pair!)
            : new CurveServer(pair!, keys.Domain);
    }

    private static bool IsKey(string text) =>
        text.Length == CurveKeyPair.KeyLength && Z85.TryDecode(Encoding.UTF8.GetBytes(text), out _) && Zmq.Has("curve");

    private sealed record ServerKeys
    {
        public string Domain { get; init; } = SecurityOptions.DefaultDomain;

        public bool AllowsAnyClient { get; init; }
    }
}
