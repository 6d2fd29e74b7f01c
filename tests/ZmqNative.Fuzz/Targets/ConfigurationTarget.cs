using System.Globalization;
using System.Text;
using ZmqNative.Hosting;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Values of configuration: endpoints and times are read or refused with a problem, without an exception.</summary>
internal static class ConfigurationTarget
{
    public static FuzzTarget Create() => new(
        "configuration",
        "endpoints and times of configuration",
        [.. new[] { "tcp://*:5555", "@tcp://*:*, >tcp://localhost:1", "ipc:///tmp/x", "inproc://a", "5s", "1.5 min", "00:00:05", "250ms", "0" }.Select(Encoding.UTF8.GetBytes)],
        [.. new[] { "tcp://", "@", ">", ",", ":", "*", "NaN", "1e308", "-", "d", "ms", "99999999999999999999", "\0" }.Select(Encoding.UTF8.GetBytes)],
        Run);

    private static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        foreach (bool binds in new[] { true, false })
        {
            Problems problems = new();
            EndpointRules.Check("a key", text, binds, problems);
            FuzzFaultException.Unless(problems.Found.Count > 0 || !text.Contains('\0', StringComparison.Ordinal), "an endpoint with a NUL is a problem");
            FuzzFaultException.Unless(EndpointRules.CountConnecting(text, binds) >= 0, "connecting endpoints are counted");
        }

        if (DurationText.TryParse(text, out TimeSpan time))
        {
            FuzzFaultException.Unless(DurationText.TryParse(time.ToString("c", CultureInfo.InvariantCulture), out TimeSpan again) && again == time, "a time is written to a text that is read as the same time");
        }
    }
}
