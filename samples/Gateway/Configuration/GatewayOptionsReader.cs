using Microsoft.Extensions.Options;

namespace ZmqNative.Samples.Gateway;

/// <summary>Reads the options and finds all that is wrong with them at once, each under the key to change.</summary>
internal static class GatewayOptionsReader
{
    private const long MostBytes = 1L << 40;

    /// <exception cref="OptionsValidationException">Something is wrong; each failure names its key.</exception>
    public static GatewayOptions Read(IConfiguration configuration)
    {
        GatewayOptions defaults = new();
        SettingReader read = new(configuration.GetSection(GatewayOptions.Section));
        GatewayOptions options = new()
        {
            PublishEndpoint = read.Endpoints(nameof(GatewayOptions.PublishEndpoint), defaults.PublishEndpoint, mayBeEmpty: false),
            SubscribeEndpoint = read.Endpoints(nameof(GatewayOptions.SubscribeEndpoint), defaults.SubscribeEndpoint, mayBeEmpty: true),
            ReceiveOwn = read.Flag(nameof(GatewayOptions.ReceiveOwn), defaults.ReceiveOwn),
            Topic = read.Text(nameof(GatewayOptions.Topic), defaults.Topic),
            BufferSize = read.Number(nameof(GatewayOptions.BufferSize), defaults.BufferSize, 1, 1_000_000),
            BufferBytes = read.Number(nameof(GatewayOptions.BufferBytes), defaults.BufferBytes, 1024, MostBytes),
            MaxLists = read.Number(nameof(GatewayOptions.MaxLists), defaults.MaxLists, 1, 10_000),
            MaxListBytes = read.Number(nameof(GatewayOptions.MaxListBytes), defaults.MaxListBytes, 1024, MostBytes),
            MaxMessageBytes = read.Number(nameof(GatewayOptions.MaxMessageBytes), defaults.MaxMessageBytes, 256, 64 * 1024 * 1024),
            PublishQueue = read.Number(nameof(GatewayOptions.PublishQueue), defaults.PublishQueue, 0, 10_000_000),
            MaxViewers = read.Number(nameof(GatewayOptions.MaxViewers), defaults.MaxViewers, 0, 10_000),
            ApiKey = read.Secret(nameof(GatewayOptions.ApiKey), 16),
            Language = read.Choice(nameof(GatewayOptions.Language), defaults.Language, GatewayOptions.Languages),
            ShutdownTimeout = read.Duration(
                nameof(GatewayOptions.ShutdownTimeout), defaults.ShutdownTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        };
        read.RequireOrder(nameof(GatewayOptions.MaxMessageBytes), options.MaxMessageBytes, nameof(GatewayOptions.BufferBytes), options.BufferBytes);
        read.RequireOrder(nameof(GatewayOptions.BufferBytes), options.BufferBytes, nameof(GatewayOptions.MaxListBytes), options.MaxListBytes);
        IReadOnlyList<string> failures = read.Finish();
        return failures.Count == 0
            ? options
            : throw new OptionsValidationException(GatewayOptions.Section, typeof(GatewayOptions), failures);
    }
}
