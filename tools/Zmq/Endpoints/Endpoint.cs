namespace ZmqTool.Endpoints;

/// <summary>An endpoint, and whether the socket binds or connects to it.</summary>
internal sealed record Endpoint(string Address, bool Binds)
{
    private static readonly string[] Transports = ["tcp", "ipc", "ws", "wss", "udp", "pgm", "epgm", "vmci", "tipc"];

    /// <summary>The text that the patterns of the library take.</summary>
    public override string ToString() => (Binds ? "@" : ">") + Address;

    /// <summary>Reads endpoints that are separated by commas; <c>@</c> in front binds, <c>&gt;</c> connects.</summary>
    /// <param name="text">The text of the command line.</param>
    /// <param name="bindByDefault">What endpoints without a prefix do. An address with a wildcard always binds: nothing can connect to it.</param>
    public static List<Endpoint> ParseAll(string text, bool bindByDefault)
    {
        List<Endpoint> endpoints = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Parse(part, bindByDefault))];
        return endpoints;
    }

    /// <summary>Whether a socket needs IPv6: an address in brackets does. With names it would leave out servers that have IPv4 alone.</summary>
    public static bool HaveIPv6(IEnumerable<Endpoint> endpoints) => endpoints.Any(static e => e.Address.Contains('[', StringComparison.Ordinal));

    private static Endpoint Parse(string part, bool bindByDefault)
    {
        string address = part.TrimStart('@', '>');
        int colon = address.IndexOf("://", StringComparison.Ordinal);
        string transport = colon < 0 ? string.Empty : address[..colon];
        if (transport == "inproc")
        {
            throw ToolException.Usage(
                $"'{part}': inproc:// reaches only sockets of the same process. Use ipc:// or tcp:// to reach another one.");
        }

        if (!Transports.Contains(transport, StringComparer.Ordinal) || address.Length == colon + 3)
        {
            throw ToolException.Usage(
                $"'{part}' is no endpoint. Endpoints look like tcp://host:5555 or ipc:///path; @ in front binds, > connects.");
        }

        bool hasWildcard = transport != "ipc" && (address.Contains("://*", StringComparison.Ordinal) || address.EndsWith(":*", StringComparison.Ordinal));
        return part[0] switch
        {
            '@' => new Endpoint(address, Binds: true),
            '>' when hasWildcard => throw ToolException.Usage($"'{part}': a wildcard is no address to connect to; @ in front binds."),
            '>' => new Endpoint(address, Binds: false),
            _ => new Endpoint(address, bindByDefault || hasWildcard),
        };
    }
}
