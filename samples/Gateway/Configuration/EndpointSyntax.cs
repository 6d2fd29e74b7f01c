using System.Globalization;

namespace ZmqNative.Samples.Gateway;

/// <summary>Finds mistakes in endpoints before libzmq reports them, so that the error can name the key.</summary>
internal static class EndpointSyntax
{
    private static readonly string[] Transports = ["tcp", "ipc", "inproc"];

    /// <returns>The problem, or null.</returns>
    public static string? Complain(string endpoint)
    {
        string text = endpoint.TrimStart('@', '>');
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        string transport = colon < 0 ? "" : text[..colon];
        if (!Transports.Contains(transport, StringComparer.Ordinal) || text.Length == colon + 3)
        {
            return $"'{endpoint}' is no endpoint; one is tcp://host:port, ipc://path or inproc://name";
        }

        return transport != "tcp" || HasPort(text) ? null : $"'{endpoint}' has no port from 0 to 65535 (or * for any)";
    }

    private static bool HasPort(string endpoint)
    {
        string port = endpoint[(endpoint.LastIndexOf(':') + 1)..];
        return port == "*" || ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
