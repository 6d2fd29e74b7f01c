using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The keys for encryption by CURVE. A socket with the key of a server is a client; a socket with only a secret key is a server.</summary>
internal static class CurveKeys
{
    public static readonly string[] Names = [SecretKey, ServerKey];

    private const string SecretKey = "CurveSecretKey";
    private const string ServerKey = "CurveServerKey";

    public static TOptions Read<TOptions>(SectionReader reader, TOptions options)
        where TOptions : PatternOptions
    {
        string allowed = $"{CurveKeyPair.KeyLength} characters of Z85, and a libzmq with CURVE";
        string? secret = reader.Secret(SecretKey, IsKey, allowed);
        string? server = reader.Secret(ServerKey, IsKey, allowed);
        if (secret is null && server is null)
        {
            return options;
        }

        PatternOptions common = options;
        return (TOptions)(common with
        {
            ConfigureSocket = socket =>
            {
                Apply(socket, secret, server);
                options.ConfigureSocket?.Invoke(socket);
            },
        });
    }

    private static void Apply(Socket socket, string? secret, string? server)
    {
        // The server does not check the key of the client, so a new one for each start is enough.
        CurveKeyPair pair = secret is null ? CurveKeyPair.Generate() : CurveKeyPair.FromSecret(secret);
        if (server is null)
        {
            pair.ApplyAsServer(socket);
        }
        else
        {
            pair.ApplyAsClient(socket, server);
        }
    }

    private static bool IsKey(string text) =>
        text.Length == CurveKeyPair.KeyLength && Z85.TryDecode(Encoding.UTF8.GetBytes(text), out _) && Zmq.Has("curve");
}
