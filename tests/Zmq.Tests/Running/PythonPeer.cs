using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace ZmqTool.Tests;

/// <summary>A socket of pyzmq in a process of its own, which the test steers.</summary>
internal sealed class PythonPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly StringBuilder _errors = new();

    /// <summary>Starts a peer.</summary>
    /// <param name="type">The socket type, such as <c>xpub</c>.</param>
    /// <param name="role"><c>bind</c> or <c>connect</c>.</param>
    /// <param name="endpoint">The endpoint; <c>tcp://127.0.0.1:*</c> takes any port.</param>
    /// <param name="security">Arguments of the security; see peer.py.</param>
    public PythonPeer(string type, string role, string endpoint, params string[] security)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Python", "peer.py");
        _process = Start(PythonInterpreter.With("zmq", Requirement.Pyzmq), [script, type, role, endpoint, .. security]);
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _ = _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                _lines.CompleteAdding();
            }
            else
            {
                _lines.Add(line.Data);
            }
        };
        _process.BeginOutputReadLine();
        Endpoint = ReadLine();
    }

    /// <summary>The endpoint that it is bound or connected to.</summary>
    public string Endpoint { get; }

    /// <summary>Sends a message of text frames.</summary>
    public void Send(params string[] frames) => SendBytes([.. frames.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Sends a message.</summary>
    public void SendBytes(params byte[][] frames) => Write("send " + string.Join(' ', frames.Select(Encode)));

    /// <summary>Receives a message; the frames are in hexadecimal digits, and <c>-</c> is an empty one.</summary>
    public string ReceiveHex()
    {
        Write("recv");
        return ReadLine();
    }

    /// <summary>Receives a message of text; its frames have <c>|</c> between them.</summary>
    public string Receive() =>
        string.Join('|', ReceiveHex().Split(' ').Select(static frame => frame == "-" ? string.Empty : Encoding.UTF8.GetString(Convert.FromHexString(frame))));

    public void Dispose()
    {
        // Does nothing to a process that has ended.
        _process.Kill(entireProcessTree: true);

        // To the end of its streams, too: their events, on other threads, use the lines.
        _process.WaitForExit();
        _process.Dispose();
        _lines.Dispose();
    }

    private static string Encode(byte[] frame) => frame.Length == 0 ? "-" : Convert.ToHexStringLower(frame);

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private void Write(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    private string ReadLine()
    {
        if (_lines.TryTake(out string? line, Patience))
        {
            return line;
        }

        // Its standard error is complete when it has ended.
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        lock (_errors)
        {
            throw new AssertionException($"The Python peer ended early or is silent. Python wrote:\n{_errors}");
        }
    }
}
