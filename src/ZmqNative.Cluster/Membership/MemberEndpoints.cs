using System.Net;

namespace ZmqNative.Cluster;

/// <summary>The endpoints at which others reach a broker.</summary>
internal static class MemberEndpoints
{
    private static readonly string[] AllInterfaces = ["tcp://0.0.0.0:", "tcp://[::]:"];

    public static string[] Find(Broker broker, ClusterOptions options) =>
        [.. options.Endpoints ?? broker.Endpoints.Select(WithHostName)];

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
