using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ZmqNative.Gateway.Load;

/// <summary>The gateway in a separate process, on free ports of the loopback interface.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private GatewayProcess(Process process, Uri address)
    {
        Process = process;
        Address = address;
    }

    public Process Process { get; }

    public Uri Address { get; }

    public static async Task<GatewayProcess> StartAsync(string publishEndpoint)
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "ZmqNative.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string output = Path.GetRelativePath(Path.Combine(root, "bench", "Gateway.Load"), AppContext.BaseDirectory);
        string program = Path.Combine(root, "samples", "Gateway", output, "ZmqNative.Samples.Gateway.dll");
        ProcessStartInfo start = new("dotnet", [program, "--urls=http://127.0.0.1:0", $"--Gateway:PublishEndpoint={publishEndpoint}", "--Gateway:SubscribeEndpoint="])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (Listening().Match(line) is { Success: true } match)
                {
                    // Its further output is not needed, and must not fill the pipe.
                    _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                    return new GatewayProcess(process, new Uri(match.Groups["address"].Value));
                }
            }

            throw new InvalidOperationException("The gateway did not start.");
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>The memory that the garbage collector had committed after its last collection, in MiB, as the gateway reports it.</summary>
    public async Task<double> ReadHeapAsync()
    {
        using HttpClient client = new();
        string metrics = await client.GetStringAsync(new Uri(Address, "/metrics"));
        return HeapSize().Match(metrics) is { Success: true } match
            ? double.Parse(match.Groups["bytes"].Value, CultureInfo.InvariantCulture) / 1048576
            : double.NaN;
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    [GeneratedRegex(
        @"^dotnet_gc_last_collection_memory_committed_size_bytes\S* (?<bytes>\d+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex HeapSize();

    [GeneratedRegex(@"Now listening on: (?<address>\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
