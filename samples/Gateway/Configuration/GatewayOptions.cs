namespace ZmqNative.Samples.Gateway;

/// <summary>The section <c>Gateway</c> of the configuration.</summary>
internal sealed record GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Where <c>/send-message</c> publishes; several with commas. Not 5555: that is the guide's publisher's.</summary>
    public string PublishEndpoint { get; init; } = "tcp://*:5556";

    /// <summary>The publishers to receive from; several with commas, empty for none.</summary>
    public string SubscribeEndpoint { get; init; } = "tcp://localhost:5555";

    /// <summary>Whether what <c>/send-message</c> publishes is received as well, without a detour over the network.</summary>
    public bool ReceiveOwn { get; init; } = true;

    /// <summary>The topic that is published to and received, exactly.</summary>
    public string Topic { get; init; } = "updates";

    /// <summary>How many received messages are kept; the oldest gives way. 1 to 1,000,000.</summary>
    public int BufferSize { get; init; } = 1000;

    /// <summary>The longest message in bytes of JSON, sent or received. With <see cref="BufferSize"/> it bounds the memory.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>How many messages may wait for each subscriber before they are dropped for that one. 0: no limit.</summary>
    public int PublishQueue { get; init; } = 10_000;

    /// <summary>How many browsers may watch at once.</summary>
    public int MaxViewers { get; init; } = 64;

    /// <summary>How long a shutdown may take, requests that run and messages on their way among it.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
