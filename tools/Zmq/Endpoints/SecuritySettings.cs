using System.CommandLine;
using ZmqNative;
using ZmqNative.Patterns;
using ZmqTool.Contexts;

namespace ZmqTool.Endpoints;

/// <summary>The options of authentication and encryption, and what they mean for a socket that binds or connects.</summary>
internal sealed class SecuritySettings
{
    private readonly Option<string?> _serverKey = new("--curve-server-key")
    {
        Description = "CURVE: the public key of the server, or the file of its certificate",
        HelpName = "KEY|FILE",
    };

    private readonly Option<string?> _key = new("--curve-key")
    {
        Description = "CURVE: the file of the own certificate, with the secret key. A socket that binds is then a CURVE server",
        HelpName = "FILE",
    };

    private readonly Option<string?> _clients = new("--curve-clients")
    {
        Description = "CURVE server: the folder of the certificates of accepted clients; without it any client is accepted",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _user = new("--plain-user")
    {
        Description = "PLAIN: the user name. A socket that binds accepts this user alone",
        HelpName = "NAME",
    };

    private readonly Option<string?> _password = new("--plain-password")
    {
        Description = "PLAIN: the password; without the option the environment variable ZMQ_PLAIN_PASSWORD",
        HelpName = "TEXT",
    };

    public SecuritySettings(Command command)
    {
        foreach (Option option in (Option[])[_serverKey, _key, _clients, _user, _password])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The settings for <c>zmq context save</c>.</summary>
    public SavedContext Save(Invocation run, SavedContext context) => context with
    {
        CurveServerKey = run.Get(_serverKey) is { } key ? ReadServerKey(key) : context.CurveServerKey,
        CurveKey = FullPath(run.Get(_key)) ?? context.CurveKey,
        CurveClients = FullPath(run.Get(_clients)) ?? context.CurveClients,
        PlainUser = run.Get(_user) ?? context.PlainUser,
        PlainPassword = run.Get(_password) ?? context.PlainPassword,
    };

    /// <summary>Returns the security of a socket; null for none.</summary>
    /// <param name="run">The arguments.</param>
    /// <param name="isServer">Whether the socket binds: it is then the server of the handshake.</param>
    public Security? Create(Invocation run, bool isServer)
    {
        string? serverKey = run.Get(_serverKey) ?? run.Settings.CurveServerKey;
        string? key = run.Get(_key) ?? run.Settings.CurveKey;
        string? user = run.Get(_user) ?? run.Settings.PlainUser;
        string? clients = run.Get(_clients) ?? run.Settings.CurveClients;
        if (user is null && run.Get(_password) is not null)
        {
            throw ToolException.Usage("--plain-password needs --plain-user: without it the connection has no authentication.");
        }

        if (user is not null && (serverKey ?? key) is not null)
        {
            throw ToolException.Usage("A connection has one mechanism: give --plain-user or the keys of CURVE, not both.");
        }

        if (clients is not null && (key is null || !isServer))
        {
            throw ToolException.Usage("--curve-clients is for a socket that binds, with the certificate of --curve-key.");
        }

        if (user is not null)
        {
            string password = run.Get(_password) ?? run.Console.Environment("ZMQ_PLAIN_PASSWORD") ?? run.Settings.PlainPassword
                ?? throw ToolException.Usage("--plain-user needs --plain-password, or the environment variable ZMQ_PLAIN_PASSWORD.");
            return isServer
                ? new Security(new PlainServer(), new AuthenticationPolicy { Plain = new PlainUsers((user, password)) })
                : new Security(new PlainClient(user, password));
        }

        if (isServer && key is not null)
        {
            CurveKeyPair keys = ReadKeys(key);
            return clients is null
                ? new Security(CurveServer.AllowAnyClient(keys))
                : new Security(new CurveServer(keys), new AuthenticationPolicy { Curve = new CertificateUsers(OpenFolder(clients)) });
        }

        if (isServer && serverKey is not null)
        {
            throw ToolException.Usage("--curve-server-key is for a socket that connects; one that binds needs the certificate of --curve-key.");
        }

        return serverKey is not null ? new Security(new CurveClient(ReadServerKey(serverKey), key is null ? null : ReadKeys(key)))
            : key is not null ? throw ToolException.Usage("--curve-key of a socket that connects needs --curve-server-key, the public key of the server.")
            : null;
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    // A key is 40 characters of Z85, which has '/' and '.', too: what is a valid key is no file.
    private static string ReadServerKey(string text)
    {
        if (text.Length == CurveKeyPair.KeyLength && Z85.TryDecode(System.Text.Encoding.UTF8.GetBytes(text), out _))
        {
            return text;
        }

        if (!File.Exists(text))
        {
            throw ToolException.Usage("--curve-server-key is neither a public key (40 characters of Z85) nor the file of a certificate.");
        }

        using Certificate certificate = Certificate.LoadPublic(text);
        return certificate.PublicKey;
    }

    private static CurveKeyPair ReadKeys(string file)
    {
        if (!File.Exists(file) && !File.Exists(file + "_secret"))
        {
            throw ToolException.Usage($"There is no certificate {file}. 'zmq cert new {file}' makes one.");
        }

        using Certificate certificate = Certificate.Load(file);
        return certificate.HasSecretKey
            ? certificate.ToKeyPair()
            : throw ToolException.Usage($"The certificate {file} has no secret key: it is that of another side. The file with the secret key is needed.");
    }

    private static CertificateFolder OpenFolder(string folder) => Directory.Exists(folder)
        ? new CertificateFolder(folder)
        : throw ToolException.Usage($"There is no folder {folder} for --curve-clients.");
}
