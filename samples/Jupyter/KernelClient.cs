using System.Text;
using System.Text.Json.Nodes;

namespace ZmqNative.Samples.Jupyter;

/// <summary>A client of the Jupyter kernel protocol, version 5: one execution at a time.</summary>
public sealed class KernelClient : IAsyncDisposable
{
    private readonly JsonNode _connection;
    private readonly byte[] _key;
    private readonly ProtocolClient<string> _shell, _control;
    private readonly AsyncSocket _output, _heartbeat;

    public KernelClient(JsonNode connection)
    {
        (_connection, _key) = (connection, Encoding.UTF8.GetBytes($"{connection["key"]}"));
        (_shell, _control) = (CreateClient("shell_port"), CreateClient("control_port"));
        _output = AsyncSocket.Create(
            SocketType.Sub, Endpoint("iopub_port"), new() { ConfigureSocket = static socket => socket.Subscribe(string.Empty) });
        _heartbeat = AsyncSocket.Create(SocketType.Req, Endpoint("hb_port"));
    }

    /// <summary>Waits until the kernel replies and its output arrives; returns its kernel_info_reply.</summary>
    public async Task<KernelMessage> StartAsync()
    {
        // What is published before the subscription has reached the kernel is lost: so the request is repeated.
        for (Task<KernelMessage> output = ReceiveOutputAsync(); ;)
        {
            KernelMessage info = await RequestAsync(_shell, "kernel_info_request", []);
            if (await Task.WhenAny(output, Task.Delay(500)) == output)
            {
                return info;
            }
        }
    }

    /// <summary>Runs code; yields its streams, results and errors as they come.</summary>
    public async IAsyncEnumerable<KernelMessage> ExecuteAsync(string code)
    {
        JsonObject content = new() { ["code"] = code, ["silent"] = false, ["allow_stdin"] = false };
        MultipartMessage request = KernelMessage.Write("execute_request", content, _key, out string id);
        Task<MultipartMessage> reply = _shell.RequestAsync(request, TimeSpan.FromDays(1)).AsTask();
        using CancellationTokenSource lost = new();
        _ = reply.ContinueWith(_ => lost.Cancel(), default, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        while (await ReceiveOutputAsync(lost.Token) is var output && !(output.ParentId == id && output.IsIdle))
        {
            if (output.ParentId == id)
            {
                yield return output;
            }
        }

        (await reply).Dispose();
    }

    /// <summary>Whether the kernel echoes a heartbeat.</summary>
    public async Task<bool> IsAliveAsync()
    {
        await _heartbeat.SendAsync(["ping"]);
        using MultipartMessage echo = await _heartbeat.ReceiveAsync();
        return echo[0].ToString() == "ping";
    }

    public Task<KernelMessage> InterruptAsync() => RequestAsync(_control, "interrupt_request", []);

    public Task<KernelMessage> ShutdownAsync() => RequestAsync(_control, "shutdown_request", new JsonObject { ["restart"] = false });

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(new IAsyncDisposable[] { _shell, _control, _output, _heartbeat }.Select(d => d.DisposeAsync().AsTask()));

    // A request has its id in the header, a reply in the parent header. A wrong signature throws: the reply is dropped, and counted.
    private ProtocolClient<string> CreateClient(string port) => new(
        Endpoint(port), KernelMessage.ReadId, reply => KernelMessage.Read(reply, _key).ParentId);

    private string Endpoint(string port) =>
        $"{_connection["transport"]}://{_connection["ip"]}{($"{_connection["transport"]}" == "tcp" ? ":" : "-")}{_connection[port]}";

    private async Task<KernelMessage> RequestAsync(ProtocolClient<string> client, string type, JsonObject content)
    {
        MultipartMessage request = KernelMessage.Write(type, content, _key, out _);
        using MultipartMessage reply = await client.RequestAsync(request, TimeSpan.FromMinutes(1));
        return KernelMessage.Read(reply, _key);
    }

    private async Task<KernelMessage> ReceiveOutputAsync(CancellationToken cancellationToken = default)
    {
        using MultipartMessage message = await _output.ReceiveAsync(cancellationToken);
        return KernelMessage.Read(message, _key);
    }
}
