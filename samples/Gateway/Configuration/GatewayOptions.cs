namespace ZmqNative.Samples.Gateway;

/// <summary>The section <c>Gateway</c> of the configuration.</summary>
internal sealed record GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>The languages of the page and of the answers.</summary>
    public static readonly string[] Languages = ["en", "zh"];

    /// <summary>The endpoints at which <c>/send-message</c> publishes, separated by commas. Not port 5555, which the guide's publisher uses.</summary>
    public string PublishEndpoint { get; init; } = "tcp://127.0.0.1:5556";

    /// <summary>The publishers to receive from; several with commas, empty for none.</summary>
    public string SubscribeEndpoint { get; init; } = "tcp://localhost:5555";

    /// <summary>Whether what <c>/send-message</c> publishes is also received, within the process.</summary>
    public bool ReceiveOwn { get; init; } = true;

    /// <summary>The topic that is published to and received, exactly.</summary>
    public string Topic { get; init; } = "updates";

    /// <summary>The number of received messages that are kept, 1 to 1,000,000; the oldest is dropped.</summary>
    public int BufferSize { get; init; } = 1000;

    /// <summary>The most bytes that the kept messages may use, the newest one excepted; the oldest are dropped.</summary>
    public long BufferBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The number of lists of received messages that may be sent at once.</summary>
    public int MaxLists { get; init; } = 32;

    /// <summary>The most bytes of messages that these lists may hold together, not less than <see cref="BufferBytes"/>.</summary>
    public long MaxListBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>The longest message in bytes of JSON, sent or received.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>The number of messages that may wait for each subscriber before they are dropped for it. 0: no limit.</summary>
    public int PublishQueue { get; init; } = 10_000;

    /// <summary>The most bytes of a request body: a form may escape each byte of a message as three, and JSON as six.</summary>
    public long MaxBodyBytes => (MaxMessageBytes * 6L) + 4096;

    /// <summary>The most bytes of the first line of a request, 8 KiB to 1 MiB: a query may escape each byte of a message as three.</summary>
    public int MaxRequestLineBytes => (int)Math.Clamp((MaxMessageBytes * 3L) + 4096, 8 * 1024, 1024 * 1024);

    /// <summary>The number of viewers that may be connected at once.</summary>
    public int MaxViewers { get; init; } = 64;

    /// <summary>The key that requests must have, 16 characters at least; empty for none.</summary>
    public string ApiKey { get; init; } = string.Empty;

    /// <summary>The language of answers to requests whose <c>Accept-Language</c> names none of <see cref="Languages"/>.</summary>
    public string Language { get; init; } = Languages[0];

    /// <summary>The longest time of a shutdown, with running requests and messages that are being sent.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The options without the key.</summary>
    public override string ToString() => $"{nameof(GatewayOptions)} of {PublishEndpoint}";
}
