using Net.Zmq;

namespace ZmqNative.Peers;

internal sealed class NetZmqAsyncSocket(Net.Zmq.Socket socket) : PeerAsyncSocket
{
    public override void Bind(string endpoint) => socket.Bind(endpoint);

    public override void Connect(string endpoint) => socket.Connect(endpoint);

    public override async ValueTask SendAsync(byte[] bytes) => await socket.SendAsync(bytes.AsMemory());

    public override async ValueTask<int> ReceiveAsync() => (await socket.RecvBytesAsync()).Length;

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
