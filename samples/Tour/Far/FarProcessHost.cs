using System.Diagnostics;
using ZmqNative;
using ZmqNative.Patterns;

namespace Tour.Far;

/// <summary>Starts the second process, reports its early end, and ends it.</summary>
internal sealed class FarProcessHost : IAsyncDisposable
{
    private const int KeptErrorLines = 5;

    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly Context _context;
    private readonly AsyncSocket _control;
    private readonly Process _process;
    private readonly Queue<string> _lastErrors = new();
    private readonly Action<string> _died;
    private volatile bool _ending;

    /// <param name="context">The tour's context.</param>
    /// <param name="patience">The longest wait for the process at one point.</param>
    /// <param name="died">Called on any thread, with the reason, when the process ends before it should.</param>
    public FarProcessHost(Context context, TimeSpan patience, Action<string> died)
    {
        _died = died;
        _context = context;
        _control = AsyncSocket.Create(SocketType.Pair, options: new() { Context = context });
        _control.Bind("tcp://127.0.0.1:*");
        _process = new Process { StartInfo = StartInfo(_control.LastEndpoint), EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        _process.Exited += (_, _) => OnExited();
        _ = _process.Start();
        Id = _process.Id;
        _process.BeginErrorReadLine();
        Link = new FarLink(_control, $"The second process (pid {Id})", patience);
    }

    public int Id { get; }

    public FarLink Link { get; }

    public async ValueTask DisposeAsync()
    {
        _ending = true;
        if (!_context.IsShutdown)
        {
            Link.End();
        }

        // The parent watch of the process waits for this, in case the message of the end does not arrive.
        _process.StandardInput.Close();
        using CancellationTokenSource time = new(GoodbyeTime);
        try
        {
            await _process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        await _control.DisposeAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string controlEndpoint)
    {
        string program = Environment.ProcessPath
            ?? throw new TourFailedException("The system does not tell where this program is.");
        ProcessStartInfo info = new(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };

        // Started as "dotnet Tour.dll", this process is dotnet itself.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Tour.dll"));
        }

        info.ArgumentList.Add(FarProcess.Word);
        info.ArgumentList.Add(controlEndpoint);
        return info;
    }

    private void KeepError(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_lastErrors)
        {
            _lastErrors.Enqueue(line);
            if (_lastErrors.Count > KeptErrorLines)
            {
                _ = _lastErrors.Dequeue();
            }
        }
    }

    private void OnExited()
    {
        if (_ending)
        {
            return;
        }

        string[] errors;
        lock (_lastErrors)
        {
            errors = [.. _lastErrors];
        }

        string last = string.Join(Environment.NewLine, errors.Prepend(errors.Length == 0 ? string.Empty : " Its last words:"));
        _died($"The second process (pid {Id}) ended before its time, with exit code {_process.ExitCode}.{last}");
    }
}
