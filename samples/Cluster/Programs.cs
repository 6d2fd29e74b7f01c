using System.ComponentModel;
using System.Diagnostics;

namespace ZmqNative.Samples.ClusterOrders;

/// <summary>Finds the programs that the sample starts.</summary>
internal static class Programs
{
    public static string? FindNatsServer() =>
        new[] { Environment.GetEnvironmentVariable("ZMQNATIVE_NATS_SERVER") }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
                .Append("/usr/sbin")
                .Select(static folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "nats-server.exe" : "nats-server")))
            .FirstOrDefault(File.Exists);

    /// <summary>Returns a Python that has pyzmq. Debian's interpreter is tried first: its packages are installed for that one.</summary>
    public static async Task<string?> FindPythonAsync()
    {
        string[] candidates = Environment.GetEnvironmentVariable("ZMQNATIVE_PYTHON") is { Length: > 0 } chosen ? [chosen] : ["/usr/bin/python3", "python3", "python"];
        foreach (string candidate in candidates)
        {
            try
            {
                using Process process = Start(candidate, "-c", "import zmq");
                await process.WaitForExitAsync();
                if (process.ExitCode == 0)
                {
                    return candidate;
                }
            }
            catch (Win32Exception)
            {
                // The program is not installed.
            }
        }

        return null;
    }

    /// <summary>Starts a program whose lines are read and written by this one.</summary>
    public static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
