using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZmqNative.Peers;

/// <summary>A program that sends requests, N in flight, and prints their number per second as its last number.</summary>
internal sealed record RequestProgram(string Name, string Version, string File, IReadOnlyList<string> Arguments)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(50);

    private static readonly Lazy<IReadOnlyList<RequestProgram>> All = new(static () => [.. new[] { FindC(), FindPyzmq() }.OfType<RequestProgram>()]);

    /// <summary>The programs that can run here.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Value.Select(static p => p.Name)];

    public static RequestProgram Find(string name) => All.Value.Single(p => p.Name == name);

    /// <summary>Runs it and returns the requests per second.</summary>
    public async Task<double> RunAsync(string endpoint, int size, int count, int inFlight)
    {
        string[] numbers = [.. new[] { size, count, inFlight }.Select(static n => n.ToString(CultureInfo.InvariantCulture))];
        using Process process = Process.Start(new ProcessStartInfo(File, [.. Arguments, endpoint, .. numbers])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        using CancellationTokenSource time = new(Timeout);
        try
        {
            string text = await process.StandardOutput.ReadToEndAsync(time.Token);
            await process.WaitForExitAsync(time.Token);
            return process.ExitCode == 0
                ? ReadRate(text)
                : throw new InvalidOperationException($"{Name} ended with {process.ExitCode}.");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static double ReadRate(string text)
    {
        double rate = double.NaN;
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            rate = double.TryParse(word, CultureInfo.InvariantCulture, out double number) ? number : rate;
        }

        return rate;
    }

    // The C program of ./build.sh native, which the harness of ZmqNative.Perf measures, too.
    private static RequestProgram? FindC()
    {
        string os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string path = Path.Combine(
            "native", "tools", $"{os}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", OperatingSystem.IsWindows() ? "request_reply.exe" : "request_reply");
        return FindUpwards(path) is { } file ? new RequestProgram("C", $"libzmq {Zmq.Version}", file, []) : null;
    }

    // build.cake looks for a Python that has pyzmq.
    private static RequestProgram? FindPyzmq() =>
        Environment.GetEnvironmentVariable("ZMQNATIVE_PYTHON") is { Length: > 0 } python
        && FindUpwards(Path.Combine("bench", "ZmqNative.Peers", "Peers", "requests.py")) is { } script
            ? new RequestProgram("pyzmq", Environment.GetEnvironmentVariable("ZMQNATIVE_PYZMQ") ?? string.Empty, python, [script])
            : null;

    private static string? FindUpwards(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, path);
            if (System.IO.File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
