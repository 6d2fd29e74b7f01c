using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace ZmqNative.Tests;

/// <summary>A Python process that runs a script of this folder; it needs pyzmq.</summary>
public sealed class PythonPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly StringBuilder _errors = new();

    /// <summary>Runs <c>peer.py</c>.</summary>
    public PythonPeer(string type, string role, string endpoint)
        : this("peer.py", [type, role, endpoint])
    {
    }

    /// <summary>Runs a script that prints its endpoint first.</summary>
    public PythonPeer(string name, string[] arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Interop", name);
        _process = Start(PythonInterpreter.With("zmq", Requirement.Pyzmq), [script, .. arguments]);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        Endpoint = ReadLine();
    }

    /// <summary>The endpoint that the peer is bound or connected to.</summary>
    public string Endpoint { get; }

    /// <summary>Waits for the next line that the peer prints.</summary>
    public string ReadLine() => _lines.TryTake(out string? line, Patience) ? line : throw Failure();

    /// <summary>Calls <paramref name="action"/> repeatedly until the peer prints a line.</summary>
    public void RepeatUntilLine(Action action, string expected)
    {
        string? line;
        long started = Stopwatch.GetTimestamp();
        do
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw Failure();
            }

            action();
        }
        while (!_lines.TryTake(out line, TimeSpan.FromMilliseconds(10)));

        Assert.That(line, Is.EqualTo(expected), ToString());
    }

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until the peer has compared everything and ended.</summary>
    public void AssertDone()
    {
        Assert.That(ReadLine(), Is.EqualTo("done"), ToString());
        Assert.That(_process.WaitForExit(Patience), Is.True, ToString());
        Assert.That(_process.ExitCode, Is.Zero, ToString());
    }

    /// <summary>The text that the peer wrote to its standard error.</summary>
    public override string ToString()
    {
        lock (_errors)
        {
            return $"Python wrote:\n{_errors}";
        }
    }

    public void Dispose()
    {
        // Does nothing to a process that has ended.
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private void Take(string? line)
    {
        if (line is null)
        {
            // The end of the output: ends the wait for a line.
            _lines.CompleteAdding();
        }
        else
        {
            _lines.Add(line);
        }
    }

    private void Note(string? line)
    {
        lock (_errors)
        {
            _ = _errors.AppendLine(line);
        }
    }

    private AssertionException Failure()
    {
        // Its standard error is complete when it has ended.
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        return new AssertionException($"The Python peer ended early or is silent. {this}");
    }
}
