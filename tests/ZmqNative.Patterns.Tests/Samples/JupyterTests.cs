extern alias JupyterSample;

using System.Diagnostics;
using System.Text.Json.Nodes;
using JupyterSample::ZmqNative.Samples.Jupyter;

namespace ZmqNative.Patterns.Tests.Samples;

/// <summary>The client of the Jupyter kernel protocol, with Debian's or pip's ipykernel.</summary>
[Platform(Exclude = "Win", Reason = "needs ipc")]
public sealed class JupyterTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [Test]
    public async Task The_sample_prints_streams_results_and_errors()
    {
        ProcessStartInfo start = new(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Jupyter.dll"), "print('one'); print('two')", "6 * 7", "1 / 0", "_ + 1"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["JUPYTER_PYTHON"] = FoundPython();
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Generous);
        await process.WaitForExitAsync().WaitAsync(Generous);

        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(
            output.ReplaceLineEndings("\n").TrimEnd().Split('\n'),
            Is.EqualTo(new[] { "ipython, protocol 5.3, alive: True", "one", "two", "Out: 42", "ZeroDivisionError: division by zero", "Out: 43" }));
    }

    [Test]
    public async Task A_kernel_is_asked_interrupted_and_shut_down()
    {
        using KernelProcess process = new(FoundPython());
        await using KernelClient kernel = new(process.Connection);
        KernelMessage info = await kernel.StartAsync().WaitAsync(Generous);
        Assert.That($"{info.Content["language_info"]!["name"]}", Is.EqualTo("python"));

        bool interrupted = false;
        List<string> outputs = [];
        await foreach (KernelMessage output in kernel.ExecuteAsync("print('begun', flush=True)\nwhile True: pass"))
        {
            outputs.Add(output.Type);
            if (output.Type == "stream" && !interrupted)
            {
                interrupted = true;
                _ = await kernel.InterruptAsync().WaitAsync(Generous);
            }
            else if (output.Type == "error")
            {
                outputs.Add($"{output.Content["ename"]}");
            }
        }

        Assert.That(outputs, Does.Contain("KeyboardInterrupt"));
        KernelMessage end = await kernel.ShutdownAsync().WaitAsync(Generous);
        Assert.That((end.Type, $"{end.Content["status"]}"), Is.EqualTo(("shutdown_reply", "ok")));
    }

    [Test]
    public void A_message_with_a_wrong_signature_is_refused()
    {
        using MultipartMessage message = KernelMessage.Write("kernel_info_request", new JsonObject(), "one key"u8.ToArray(), out string id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(KernelMessage.Read(message, "one key"u8.ToArray()).Type, Is.EqualTo("kernel_info_request"));
            Assert.That(KernelMessage.ReadId(message), Is.EqualTo(id));
            Assert.That(
                () => KernelMessage.Read(message, "another key"u8.ToArray()),
                Throws.InstanceOf<System.Security.Cryptography.CryptographicException>());
        }
    }

    private static string FoundPython() => PythonInterpreter.With("ipykernel", Requirement.Ipykernel, "ZMQNATIVE_JUPYTER_PYTHON");
}
