using System.Net;

namespace ZmqNative.Cluster;

/// <summary>The endpoints at which others reach a broker.</summary>
internal static class MemberEndpoints
{
    private static readonly string[] AllInterfaces = ["tcp://0.0.0.0:", "tcp://[::]:"];

    // Others use the first one: those that only this process can reach come last.
    public static string[] Find(Broker broker, ClusterOptions options) =>
        [.. options.Endpoints ?? broker.Endpoints.Select(WithHostName).OrderBy(IsInner).AsEnumerable()];

    /// <summary>Whether an endpoint can be bound, and names no host.</summary>
    public static bool IsAllInterfaces(string endpoint) => Array.Exists(AllInterfaces, all => endpoint.StartsWith(all, StringComparison.Ordinal));

    private static bool IsInner(string endpoint) => endpoint.StartsWith("inproc://", StringComparison.Ordinal);

    private static string WithHostName(string endpoint)
    {
        foreach (string all in AllInterfaces)
        {
            if (endpoint.StartsWith(all, StringComparison.Ordinal))
            {
                return $"tcp://{Dns.GetHostName()}:{endpoint[all.Length..]}";
            }
        }

        return endpoint;
    }
}
