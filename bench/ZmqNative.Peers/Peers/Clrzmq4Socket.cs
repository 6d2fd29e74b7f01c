using ZeroMQ;

namespace ZmqNative.Peers;

internal sealed class Clrzmq4Socket(ZSocket socket) : PeerSocket
{
    public override void Bind(string endpoint) => socket.Bind(endpoint);

    public override void Connect(string endpoint) => socket.Connect(endpoint);

    public override void Send(byte[] bytes) => socket.Send(bytes, 0, bytes.Length);

    public override int Receive(byte[] buffer) => socket.ReceiveBytes(buffer, 0, buffer.Length);

    public override void Dispose() => socket.Dispose();
}
