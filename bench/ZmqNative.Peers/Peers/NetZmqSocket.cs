namespace ZmqNative.Peers;

internal sealed class NetZmqSocket(Net.Zmq.Socket socket) : PeerSocket
{
    public override void Bind(string endpoint) => socket.Bind(endpoint);

    public override void Connect(string endpoint) => socket.Connect(endpoint);

    public override void Send(byte[] bytes) => socket.Send(bytes.AsSpan());

    public override int Receive(byte[] buffer) => socket.Recv(buffer.AsSpan());

    public override void Dispose() => socket.Dispose();
}
