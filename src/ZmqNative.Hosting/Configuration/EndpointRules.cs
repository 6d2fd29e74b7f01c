using System.Globalization;

namespace ZmqNative.Hosting;

/// <summary>Finds wrong endpoints before libzmq gets them, so that the error names the key and all problems are reported together.</summary>
internal static class EndpointRules
{
    private const string Separator = "://";

    private static readonly string[] Transports = ["tcp", "ipc", "inproc", "ws", "wss", "pgm", "epgm", "norm", "tipc", "vmci"];

    /// <summary>Checks a list of endpoints.</summary>
    public static void Check(string key, string? endpoints, bool bindsByDefault, Problems problems)
    {
        if (string.IsNullOrWhiteSpace(endpoints))
        {
            problems.Add($"{key} is missing: give at least one endpoint, such as tcp://{(bindsByDefault ? "*" : "localhost")}:5555.");
            return;
        }

        foreach (string part in endpoints.Split(',', StringSplitOptions.TrimEntries))
        {
            bool binds = part.StartsWith('@') || (bindsByDefault && !part.StartsWith('>'));
            if (Fault(part.TrimStart('@', '>'), binds) is { } fault)
            {
                problems.Add(key, endpoints, fault);
            }
        }
    }

    /// <summary>Counts the endpoints that this side connects to and that have peers which can be counted.</summary>
    public static int CountConnecting(string endpoints, bool bindsByDefault) => endpoints
        .Split(',', StringSplitOptions.TrimEntries)
        .Count(part => !(part.StartsWith('@') || (bindsByDefault && !part.StartsWith('>')))
            && !part.Contains("inproc://", StringComparison.Ordinal));

    private static string? Fault(string endpoint, bool binds)
    {
        int separator = endpoint.IndexOf(Separator, StringComparison.Ordinal);
        string transport = separator > 0 ? endpoint[..separator] : string.Empty;
        if (!Transports.Contains(transport, StringComparer.Ordinal))
        {
            return $"\"{endpoint}\" must begin with a transport, which are tcp://, ipc:// and inproc://"
                + " (@ in front binds, > connects; commas separate several)";
        }

        string address = endpoint[(separator + Separator.Length)..];
        return address.Contains('\0', StringComparison.Ordinal) ? $"an endpoint of {transport} has a NUL character"
            : address.Length == 0 ? $"\"{endpoint}\" has no address behind {transport}://"
            : transport == "tcp" ? TcpFault(endpoint, address, binds) : null;
    }

    private static string? TcpFault(string endpoint, string address, bool binds)
    {
        int colon = address.LastIndexOf(':');
        if (colon <= 0)
        {
            return $"\"{endpoint}\" must be tcp://host:port";
        }

        string port = address[(colon + 1)..];
        if (binds && port is "*" or "!")
        {
            return null;
        }

        // .NET takes NULs behind a number.
        int number = 0;
        bool isNumber = !port.AsSpan().ContainsAnyExceptInRange('0', '9')
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return !isNumber || number > ushort.MaxValue || (number == 0 && !binds)
            ? $"the port of \"{endpoint}\" must be a number from {(binds ? "0 to 65535, or * for any free one" : "1 to 65535, as it connects")}"
            : !binds && address[..colon] == "*" ? $"\"{endpoint}\" connects, so its host must be a name or an address, not *" : null;
    }
}
