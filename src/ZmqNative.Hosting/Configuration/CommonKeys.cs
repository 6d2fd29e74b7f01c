using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The keys that all sockets have.</summary>
internal static class CommonKeys
{
    private static readonly OptionKey<PatternOptions>[] All =
    [
        Keys.Text<PatternOptions>("Name", static (o, v) => o with { Name = v }),
        Keys.Whole<PatternOptions>("SendHighWatermark", 0, int.MaxValue, static (o, v) => o with { SendHighWatermark = (int)v }),
        Keys.Whole<PatternOptions>("ReceiveHighWatermark", 0, int.MaxValue, static (o, v) => o with { ReceiveHighWatermark = (int)v }),
        Keys.WholeOrNone<PatternOptions>("ReceiveHighWatermarkBytes", 1, static (o, v) => o with { ReceiveHighWatermarkBytes = v }),
        Keys.Duration<PatternOptions>("DrainTimeout", TimeSpan.Zero, static (o, v) => o with { DrainTimeout = v }),
        Keys.Duration<PatternOptions>("CancelledHandlerTimeout", TimeSpan.Zero, static (o, v) => o with { CancelledHandlerTimeout = v }),
        Keys.DurationOrNone<PatternOptions>("Linger", TimeSpan.Zero, static (o, v) => o with { Linger = v }),
        Keys.WholeOrNone<PatternOptions>("MaxFrameSize", 1, static (o, v) => o with { MaxFrameSize = v }),
        Keys.Whole<PatternOptions>("MaxMessageSize", 1, long.MaxValue, static (o, v) => o with { MaxMessageSize = v }),
        Keys.Whole<PatternOptions>("MaxFrames", 1, int.MaxValue, static (o, v) => o with { MaxFrames = (int)v }),
        Keys.WholeOrNone<PatternOptions>("MaxConnections", 1, static (o, v) => o with { MaxConnections = ToInt32(v) }),
        Keys.WholeOrNone<PatternOptions>("MaxConnectionsPerAddress", 1, static (o, v) => o with { MaxConnectionsPerAddress = ToInt32(v) }),
        Keys.DurationOrNone<PatternOptions>("HeartbeatInterval", Keys.Shortest, static (o, v) => o with { HeartbeatInterval = v ?? Timeout.InfiniteTimeSpan }),
        Keys.Duration<PatternOptions>("HeartbeatTimeout", Keys.Shortest, static (o, v) => o with { HeartbeatTimeout = v }),
        Keys.Flag<PatternOptions>("TcpKeepAlive", static (o, v) => o with { TcpKeepAlive = v }),
        Keys.Duration<PatternOptions>("ReconnectInterval", Keys.Shortest, static (o, v) => o with { ReconnectInterval = v }),
        Keys.Duration<PatternOptions>("ReconnectIntervalMax", TimeSpan.Zero, static (o, v) => o with { ReconnectIntervalMax = v }),
        Keys.Flag<PatternOptions>("ResolveNames", static (o, v) => o with { ResolveNames = v }),
        Keys.Whole<PatternOptions>("MaxSpins", 0, AsyncSocketOptions.MostSpins, static (o, v) => o with { MaxSpins = (int)v }),
        Keys.Choice<PatternOptions, ContinuationThread>("Continuations", static (o, v) => o with { Continuations = v }),
    ];

    private static int? ToInt32(long? count) => count is { } value ? (int)Math.Min(value, int.MaxValue) : null;

    /// <summary>The keys, for options of a derived type: <c>with</c> copies the whole record.</summary>
    public static IEnumerable<OptionKey<TOptions>> For<TOptions>()
        where TOptions : PatternOptions =>
        All.Select(static key => new OptionKey<TOptions>(
            key.Name, key.Allowed, (options, text) => (TOptions?)key.Apply(options, text)));
}
