using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>The patterns of each context whose peers its authenticator accepts.</summary>
internal static class SecuredPatterns
{
    private static readonly ConditionalWeakTable<Context, ConcurrentDictionary<Pattern, byte>> Live = [];

    public static void Add(Pattern pattern) => Live.GetOrCreateValue(pattern.Socket.Context)[pattern] = 0;

    public static void Remove(Pattern pattern)
    {
        if (Live.TryGetValue(pattern.Socket.Context, out ConcurrentDictionary<Pattern, byte>? patterns))
        {
            _ = patterns.TryRemove(pattern, out _);
        }
    }

    /// <summary>Ends the connections of users who are not accepted any more, by the present policies of the context's authenticator.</summary>
    public static void EndRevokedConnections(Context context)
    {
        if (Live.TryGetValue(context, out ConcurrentDictionary<Pattern, byte>? patterns))
        {
            foreach (Pattern pattern in patterns.Keys)
            {
                pattern.EndRevokedConnections(onlyNew: false);
            }
        }
    }
}
