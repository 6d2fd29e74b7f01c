using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Patterns.Tests.Names;

/// <summary>A name server for tests: it knows the names that were set, fails for others, and never answers for those that stall.</summary>
internal sealed class FakeResolver
{
    private readonly ConcurrentDictionary<string, IPAddress[]> _answers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<IPAddress[]> _never = new();
    private int _asked;

    /// <summary>The number of lookups.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public void Set(string host, params string[] addresses) => _answers[host] = [.. addresses.Select(IPAddress.Parse)];

    public Task<IPAddress[]> ResolveAsync(string host, AddressFamily family)
    {
        _ = Interlocked.Increment(ref _asked);
        return host.StartsWith("stalled", StringComparison.Ordinal) ? _never.Task
            : _answers.TryGetValue(host, out IPAddress[]? found) ? Task.FromResult(found)
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}
