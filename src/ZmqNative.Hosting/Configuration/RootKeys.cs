using Microsoft.Extensions.Configuration;

namespace ZmqNative.Hosting;

/// <summary>The keys of the section <c>ZmqNative</c> itself.</summary>
internal static class RootKeys
{
    private const int MaxIoThreads = 256;

    private static readonly OptionKey<ZmqNativeOptions>[] All =
    [
        Keys.Whole<ZmqNativeOptions>("IoThreads", 0, MaxIoThreads, static (o, v) => o with { IoThreads = (int)v }),
        Keys.Whole<ZmqNativeOptions>("MaxSockets", 1, 1_000_000, static (o, v) => o with { MaxSockets = (int)v }),
        Keys.Duration<ZmqNativeOptions>("ShutdownTimeout", Keys.Shortest, static (o, v) => o with { ShutdownTimeout = v }),
    ];

    public static ZmqNativeOptions Read(IConfigurationSection section, ZmqNativeOptions options, Problems problems)
    {
        SectionReader reader = new(section, problems);
        reader.CheckNames([.. All.Select(static key => key.Name), .. SocketKinds.All.Select(static kind => kind.Section), SocketKinds.ProtocolClients, PolicyKeys.Section]);
        return reader.Read(options, All);
    }

    /// <summary>Checks the values that code has set.</summary>
    public static void Check(ZmqNativeOptions options, Problems problems)
    {
        if (options.IoThreads is < 0 or > MaxIoThreads)
        {
            problems.Add("AddZmqNative IoThreads", $"{options.IoThreads}", $"a whole number from 0 to {MaxIoThreads}");
        }

        if (!Keys.IsWithin(options.ShutdownTimeout, Keys.Shortest))
        {
            problems.Add("AddZmqNative ShutdownTimeout", $"{options.ShutdownTimeout}", Keys.Allowed(Keys.Shortest));
        }
    }
}
