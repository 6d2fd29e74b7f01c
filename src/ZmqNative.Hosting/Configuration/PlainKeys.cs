using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The keys for PLAIN. A socket with a user name is a client; a socket with <c>PlainServer</c> is a server, whose clients the authenticator checks.</summary>
internal static class PlainKeys
{
    public static readonly string[] Names = [Server, Domain, Username, Password];

    private const string Server = "PlainServer";
    private const string Domain = "PlainDomain";
    private const string Username = "PlainUsername";
    private const string Password = "PlainPassword";
    private const string Allowed = "1 to 255 bytes of UTF-8, without NUL";

    private static readonly OptionKey<ServerKeys>[] OfServer =
    [
        Keys.Flag<ServerKeys>(Server, static (o, v) => o with { IsServer = v }),
        new(Domain, "a text of 1 to 255 characters", static (o, v) => v.Length is > 0 and <= 255 ? o with { Domain = v } : null),
        new(Username, Allowed, static (o, v) => IsCredential(v) ? o with { Username = v } : null),
    ];

    /// <summary>Returns the security that the section asks for; null if it has no such keys.</summary>
    public static SecurityOptions? Read(SectionReader reader)
    {
        ServerKeys keys = reader.Read(new ServerKeys(), OfServer);
        string? password = reader.Secret(Password, IsCredential, Allowed);
        if (keys.IsServer)
        {
            if (keys.Username is not null || password is not null)
            {
                reader.Report(Server, $"makes the socket a server; {Username} and {Password} are those of a client. Remove one or the other");
            }

            return new PlainServer(keys.Domain);
        }

        if (keys.Username is null != password is null && !reader.Has(keys.Username is null ? Username : Password))
        {
            reader.Report(keys.Username is null ? Username : Password, $"is missing: a client of PLAIN needs {Username} and {Password}");
        }

        return keys.Username is not null && password is not null ? new PlainClient(keys.Username, password) : null;
    }

    /// <summary>Returns whether libzmq takes a text as a user name or a password.</summary>
    public static bool IsCredential(string text)
    {
        try
        {
            _ = new PlainClient(text, text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private sealed record ServerKeys
    {
        public bool IsServer { get; init; }

        public string Domain { get; init; } = SecurityOptions.DefaultDomain;

        public string? Username { get; init; }
    }
}
