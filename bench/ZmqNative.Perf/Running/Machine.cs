using System.Globalization;
using System.Runtime.InteropServices;

namespace ZmqNative.Perf;

/// <summary>The machine and the versions that figures depend on.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime, string Libzmq, string Date, int Rounds)
{
    public string Summary => $"{Date}, {Processor}, {Cores} cores, {System}, {Runtime}, libzmq {Libzmq}, {Rounds} rounds";

    public static Machine Describe(int rounds) => new(
        ReadProcessor(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Zmq.Version.ToString(),
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC",
        rounds);

    private static string ReadProcessor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.OSArchitecture.ToString();
    }
}
