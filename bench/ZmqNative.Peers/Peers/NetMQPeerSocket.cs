using NetMQ;

namespace ZmqNative.Peers;

internal sealed class NetMQPeerSocket(NetMQSocket socket) : PeerSocket
{
    private static readonly TimeSpan Forever = TimeSpan.FromMilliseconds(-1);

    private Msg _received = Empty();

    public override void Bind(string endpoint) => socket.Bind(endpoint);

    public override void Connect(string endpoint) => socket.Connect(endpoint);

    public override void Send(byte[] bytes)
    {
        Msg message = default;
        message.InitPool(bytes.Length);
        bytes.CopyTo(message.Slice());
        _ = socket.TrySend(ref message, Forever, false);
        message.Close();
    }

    public override int Receive(byte[] buffer)
    {
        _ = socket.TryReceive(ref _received, Forever);
        _received.Slice().CopyTo(buffer);
        return _received.Size;
    }

    public override void Dispose()
    {
        _received.Close();
        socket.Dispose();
    }

    private static Msg Empty()
    {
        Msg message = default;
        message.InitEmpty();
        return message;
    }
}
