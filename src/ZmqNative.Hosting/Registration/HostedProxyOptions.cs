using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The options of a proxy with the other arguments of its constructor, for configuration.</summary>
internal sealed record HostedProxyOptions : MessageProxyOptions
{
    /// <summary>The kind; null if neither code nor configuration names one.</summary>
    public MessageProxyKind? Kind { get; init; }

    /// <summary>The endpoints of the backend, likewise.</summary>
    public string? Backend { get; init; }

    /// <summary>Makes a proxy.</summary>
    /// <exception cref="ArgumentException">The kind or the backend is missing.</exception>
    public static MessageProxy Create(string frontend, HostedProxyOptions options) => new(
        options.Kind ?? throw new ArgumentException(
            $"A proxy needs a Kind, one of {string.Join(", ", Enum.GetNames<MessageProxyKind>())}.", nameof(options)),
        frontend,
        options.Backend ?? throw new ArgumentException("A proxy needs a Backend: the endpoints of its other side.", nameof(options)),
        options);
}
