using System.Globalization;

namespace ZmqTool.Output;

/// <summary>Texts of times.</summary>
internal static class Times
{
    /// <summary>UTC with milliseconds, such as <c>2026-11-26T17:42:00.123Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
