using System.Numerics;
using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster;

/// <summary>The checks of the options of clusters, with their ranges. An option is checked when it is set.</summary>
internal static class ClusterOptionChecks
{
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>A time, 100 ms to 24 days 20 hours.</summary>
    public static TimeSpan Time(TimeSpan value, [CallerMemberName] string option = "") =>
        value >= LeastTime && value <= MostTime
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be from 100 ms to 24 days 20 hours.");

    /// <summary>A number in a range.</summary>
    public static T Range<T>(T value, T least, T most, [CallerMemberName] string option = "")
        where T : INumber<T> =>
        value >= least && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be from {least:N0} to {most:N0}.");

    /// <summary>Endpoints that others can connect to.</summary>
    public static IReadOnlyList<string>? Endpoints(IReadOnlyList<string>? value)
    {
        if (value is { Count: 0 })
        {
            throw new ArgumentException("There is no endpoint: use null for those that the broker has bound, and TakesShards = false for a broker that others do not reach.", nameof(value));
        }

        foreach (string endpoint in value ?? [])
        {
            if (endpoint is null || !IsEndpoint(endpoint))
            {
                throw new ArgumentException($"\"{endpoint}\" is no endpoint; it must be one that others can connect to, such as tcp://host:5555.", nameof(value));
            }

            if (MemberEndpoints.IsAllInterfaces(endpoint))
            {
                throw new ArgumentException($"{endpoint} means all interfaces of a machine, so others cannot connect to it; name the host, as in tcp://host:5555.", nameof(value));
            }

            EndpointCheck.ThrowIfWildcard(endpoint);
            EndpointCheck.ThrowIfPortIsNone(endpoint);
        }

        return value;
    }

    /// <summary>The times of durable messages, which fit each other. Checked when the broker joins: each has a default of its own.</summary>
    public static void Durable(ClusterOptions options)
    {
        DurableLogSettings log = options.DurableLog;
        if (options.DurableTimeout > log.DuplicateWindow)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.DurableTimeout, $"DurableTimeout is {options.DurableTimeout}; it must be at most DuplicateWindow, {log.DuplicateWindow}, since messages are tried again with the same id.");
        }

        // JetStream refuses it, too: an id would be remembered longer than its message.
        if (log.TopicsMaxAge < log.DuplicateWindow)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), log.TopicsMaxAge, $"TopicsMaxAge is {log.TopicsMaxAge}; it must be at least DuplicateWindow, {log.DuplicateWindow}.");
        }
    }

    // A transport and an address; over tcp a host and a port to connect to. Neither a list in one text, nor a sign in front that means to bind or to connect. A path may have blanks and commas.
    private static bool IsEndpoint(string endpoint)
    {
        const string Separator = "://";
        int end = endpoint.IndexOf(Separator, StringComparison.Ordinal);
        int begin = end + Separator.Length;
        if (end <= 0 || begin == endpoint.Length || endpoint.AsSpan(0, end).ContainsAnyExceptInRange('a', 'z')
            || endpoint.IndexOf(Separator, begin, StringComparison.Ordinal) >= 0)
        {
            return false;
        }

        if (!endpoint.StartsWith("tcp:", StringComparison.Ordinal))
        {
            return true;
        }

        int colon = endpoint.LastIndexOf(':');
        ReadOnlySpan<char> port = endpoint.AsSpan(colon + 1);
        return colon > begin && port is not "!" && port.ContainsAnyExcept('0') && !endpoint.AsSpan().ContainsAny(", \t");
    }
}
