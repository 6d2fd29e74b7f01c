using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ZmqNative.Samples.Jupyter;

/// <summary>A kernel in a process of its own, over ipc: no other program can take a port before the kernel binds it.</summary>
public sealed class KernelProcess : IDisposable
{
    private readonly Process _process;

    public KernelProcess(string python)
    {
        string folder = Directory.CreateTempSubdirectory("kernel").FullName;
        Connection = JsonNode.Parse("""{"transport":"ipc","shell_port":1,"control_port":2,"iopub_port":3,"stdin_port":4,"hb_port":5}""")!;
        Connection["ip"] = Path.Combine(folder, "socket");
        Connection["key"] = $"{Guid.NewGuid()}";
        File.WriteAllText(Path.Combine(folder, "kernel.json"), Connection.ToJsonString());
        ProcessStartInfo start = new(python, ["-m", "ipykernel_launcher", "-f", Path.Combine(folder, "kernel.json")]);
        start.Environment["JPY_PARENT_PID"] = $"{Environment.ProcessId}"; // the kernel ends with this process, and prints no hints
        _process = Process.Start(start)!;
    }

    /// <summary>The content of the connection file.</summary>
    public JsonNode Connection { get; }

    public void Dispose()
    {
        _ = _process.WaitForExit(TimeSpan.FromSeconds(10)); // the kernel was shut down, so it ends by itself
        _process.Kill();
        _process.Dispose();
        Directory.Delete(Path.GetDirectoryName($"{Connection["ip"]}")!, recursive: true);
    }
}
