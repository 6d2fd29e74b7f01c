using ZmqNative.Patterns;

namespace ZmqNative.Peers;

internal sealed class ZmqNativeAsyncSocket(AsyncSocket socket) : PeerAsyncSocket
{
    public override void Bind(string endpoint) => socket.Bind(endpoint);

    public override void Connect(string endpoint) => socket.Connect(endpoint);

    public override ValueTask SendAsync(byte[] bytes) => socket.SendAsync(bytes);

    public override async ValueTask<int> ReceiveAsync()
    {
        using MultipartMessage message = await socket.ReceiveAsync();
        return message[0].Length;
    }

    public override ValueTask DisposeAsync() => socket.DisposeAsync();
}
