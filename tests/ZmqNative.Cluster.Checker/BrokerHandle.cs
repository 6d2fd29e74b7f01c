using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using ZmqNative.Tests;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Cluster.Checker;

/// <summary>A broker process of the check, with its connection to the engine and those of other processes to its endpoint: both go through relays, which outlive the process.</summary>
internal sealed partial class BrokerHandle(string name, string natsEndpoint, string cluster, string store, TimeSpan lease) : IAsyncDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private const int KeptErrors = 60;

    // Nothing listens there: others try again until the process has told its endpoint.
    private const string NoEndpoint = "tcp://127.0.0.1:1";

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly FaultyRelay _engine = FaultyRelay.To(natsEndpoint);
    private readonly FaultyRelay _peers = FaultyRelay.To(NoEndpoint);

    // The last lines that processes of this name have written as errors.
    private readonly ConcurrentQueue<string> _errors = new();
    private Channel<string> _answers = Channel.CreateUnbounded<string>();
    private Process? _process;

    public string Name => name;

    /// <summary>Whether a fault is in progress.</summary>
    public bool IsBusy { get; set; }

    public void Start()
    {
        Channel<string> answers = Channel.CreateUnbounded<string>();
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(DotnetHost.Path,
            [
                typeof(BrokerHandle).Assembly.Location, "broker", name, _engine.Endpoint.Replace("tcp://", "nats://", StringComparison.Ordinal), cluster, store,
                lease.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), _peers.Endpoint,
            ])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Read(line.Data, answers.Writer);
        process.ErrorDataReceived += (_, line) => NoteError(line.Data);
        _ = process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _answers = answers;
        _process = process;
    }

    /// <summary>Ends the process at once, and starts it again after a time.</summary>
    public async Task RestartAsync(TimeSpan pause)
    {
        await KillAsync();
        await Task.Delay(pause);
        Start();
    }

    /// <summary>Stops the process for a time (SIGSTOP, SIGCONT).</summary>
    public async Task SuspendAsync(TimeSpan time)
    {
        _ = Kill(_process!.Id, SigStop);
        await Task.Delay(time);
        _ = Kill(_process.Id, SigCont);
    }

    /// <summary>Cuts the connection to the engine for a time: what is sent is lost, or is delayed.</summary>
    public Task CutEngineAsync(TimeSpan time, bool silently) => CutAsync(_engine, time, silently);

    /// <summary>Cuts the connections of the client and of the other brokers to the process for a time: what is sent is lost, or is delayed.</summary>
    public Task CutPeersAsync(TimeSpan time, bool silently) => CutAsync(_peers, time, silently);

    /// <summary>Lets the process leave the cluster and end.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{await DescribeAsync()}: the process has ended with {_process.ExitCode}.");
        }
    }

    /// <summary>Asks the process for its state.</summary>
    /// <returns>The state, and what it has written as errors.</returns>
    public async Task<string> DescribeAsync()
    {
        string state;
        try
        {
            if (_process is { HasExited: false } process)
            {
                await process.StandardInput.WriteLineAsync("state");
                await process.StandardInput.FlushAsync();
                using CancellationTokenSource limit = new(AnswerTimeout);
                state = await _answers.Reader.ReadAsync(limit.Token);
            }
            else
            {
                state = "does not run";
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            state = $"does not tell its state ({exception.GetType().Name})";
        }

        return $"{name} (process {_process?.Id}): {state}{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", _errors)}";
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _engine.DisposeAsync();
        await _peers.DisposeAsync();
    }

    private static async Task CutAsync(FaultyRelay relay, TimeSpan time, bool silently)
    {
        if (silently)
        {
            relay.Pause();
            await Task.Delay(time);
            relay.Resume();
            return;
        }

        relay.Refuse();
        await Task.Delay(time);
        relay.Allow();
    }

    // The first line of a process is its endpoint, the others are answers.
    private void Read(string? line, ChannelWriter<string> answers)
    {
        if (line?.StartsWith(BrokerProcess.EndpointLine, StringComparison.Ordinal) == true)
        {
            _peers.Target = line[BrokerProcess.EndpointLine.Length..];
        }
        else if (line is not null)
        {
            _ = answers.TryWrite(line);
        }
    }

    private void NoteError(string? line)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
            if (_errors.Count > KeptErrors)
            {
                _ = _errors.TryDequeue(out _);
            }
        }
    }

    private async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Kill(int process, int signal);
}
