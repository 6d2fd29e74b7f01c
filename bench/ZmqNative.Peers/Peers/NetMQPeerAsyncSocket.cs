using NetMQ;

namespace ZmqNative.Peers;

internal sealed class NetMQPeerAsyncSocket(NetMQSocket socket) : PeerAsyncSocket
{
    public override void Bind(string endpoint) => socket.Bind(endpoint);

    public override void Connect(string endpoint) => socket.Connect(endpoint);

    public override ValueTask SendAsync(byte[] bytes)
    {
        socket.SendFrame(bytes);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReceiveAsync() => (await socket.ReceiveFrameBytesAsync()).Item1.Length;

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
