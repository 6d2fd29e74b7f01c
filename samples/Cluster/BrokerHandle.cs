using System.Diagnostics;

namespace ZmqNative.Samples.ClusterOrders;

/// <summary>A broker process, for the program that has started it.</summary>
internal sealed class BrokerHandle : IDisposable
{
    private readonly Process _process;

    public BrokerHandle(string name, string nats, string store)
    {
        Name = name;
        _process = Programs.Start("dotnet", typeof(BrokerHandle).Assembly.Location, "broker", name, nats, store);

        // Read to its end: a full pipe would stop the process.
        _ = _process.StandardError.ReadToEndAsync();
    }

    public string Name { get; }

    public string Endpoint { get; private set; } = string.Empty;

    public async Task WaitUntilJoinedAsync()
    {
        string line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{Name} has ended.");
        Endpoint = line.Split(' ')[1];
    }

    public async Task<string> CountAsync()
    {
        await _process.StandardInput.WriteLineAsync("count");
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{Name} has ended.");
    }

    /// <summary>Ends the process as a crash does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(15)))
            {
                Kill();
            }
        }

        _process.Dispose();
    }
}
