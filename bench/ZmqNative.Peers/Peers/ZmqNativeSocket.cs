
namespace ZmqNative.Peers;

internal sealed class ZmqNativeSocket(Socket socket) : PeerSocket
{
    public override void Bind(string endpoint) => socket.Bind(endpoint);

    public override void Connect(string endpoint) => socket.Connect(endpoint);

    public override void Send(byte[] bytes) => socket.Send(bytes);

    public override int Receive(byte[] buffer) => socket.Receive(buffer);

    public override void Dispose() => socket.Dispose();
}
