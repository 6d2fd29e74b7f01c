using ZmqTool.Output;

namespace ZmqTool.Probing;

/// <summary>The findings of a probe; null is not known.</summary>
internal sealed record ProbeReport(string Endpoint)
{
    /// <summary>The address that answered.</summary>
    public string? Address { get; init; }

    /// <summary>The reason why no handshake was possible, and the remedy.</summary>
    public string? Problem { get; init; }

    public int ExitCode { get; init; }

    public TimeSpan? ConnectTime { get; init; }

    /// <summary>Such as <c>ZMTP 3.1</c>, or <c>HTTP</c>.</summary>
    public string? Protocol { get; init; }

    public string? Mechanism { get; init; }

    public string? SocketType { get; init; }

    public string? Authentication { get; init; }

    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The report in lines, or as JSON.</summary>
    public Report ToReport()
    {
        Report report = new();
        report.Add("endpoint", Endpoint);
        report.Add("reachable", Address is null ? "no" : "yes");
        AddText(report, "address", Address);
        AddTime(report, "connect-ms", ConnectTime);
        AddText(report, "protocol", Protocol);
        AddText(report, "mechanism", Mechanism);
        AddText(report, "socket-type", SocketType);
        AddText(report, "authentication", Authentication);
        AddTime(report, "round-trip-ms", RoundTrip);
        AddText(report, "problem", Problem);
        return report;
    }

    private static void AddText(Report report, string name, string? value)
    {
        if (value is not null)
        {
            report.Add(name, value);
        }
    }

    private static void AddTime(Report report, string name, TimeSpan? value)
    {
        if (value is { } time)
        {
            report.Add(name, Math.Round(time.TotalMilliseconds, 3));
        }
    }
}
