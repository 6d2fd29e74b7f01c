using Tour.Stage;

namespace Tour.Screen;

/// <summary>Formats numbers for display.</summary>
internal static class Format
{
    /// <summary>Formats a rate, such as "812.4 k msg/s".</summary>
    public static string Rate(double messagesPerSecond) => messagesPerSecond switch
    {
        >= 1e6 => $"{messagesPerSecond / 1e6:0.00} M msg/s",
        >= 1e4 => $"{messagesPerSecond / 1e3:0} k msg/s",
        _ => $"{messagesPerSecond:N0} msg/s",
    };

    public static string Throughput(Measurement result) => Throughput(result.Bytes / result.Elapsed.TotalSeconds);

    /// <summary>Formats a throughput, such as "812 MB/s".</summary>
    public static string Throughput(double bytesPerSecond) => $"{Megabytes(bytesPerSecond / 1e6)} MB/s";

    public static string Megabytes(double megabytes) => megabytes >= 100 ? $"{megabytes:N0}" : $"{megabytes:0.0}";

    /// <summary>Formats a duration, such as "12.3 µs" or "1.20 ms".</summary>
    public static string Time(double microseconds) => microseconds switch
    {
        < 1 => $"{microseconds:0.00} µs",
        < 100 => $"{microseconds:0.0} µs",
        < 1_000 => $"{microseconds:0} µs",
        < 100_000 => $"{microseconds / 1_000:0.0} ms",
        < 1_000_000 => $"{microseconds / 1_000:0} ms",
        _ => $"{microseconds / 1_000_000:0.00} s",
    };

    public static string Size(double bytes) => bytes >= 1e9 ? $"{bytes / 1e9:0.0} GB" : $"{Megabytes(bytes / 1e6)} MB";
}
