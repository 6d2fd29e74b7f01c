using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Queues, time-outs and sizes.</content>
public sealed unsafe partial class Socket
{
    /// <summary>
    /// The high-water mark for sending: how many messages are queued per peer. Default 1,000; 0 means no limit.
    /// </summary>
    /// <remarks>
    /// On a SUB or XSUB it limits the subscriptions that can be on their way: see <see cref="Subscribe(ReadOnlySpan{byte})"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int SendHighWatermark
    {
        get => GetInt32(SocketOptions.SendHighWatermark);
        set => SetInt32(SocketOptions.SendHighWatermark, value);
    }

    /// <summary>
    /// The high-water mark for receiving: how many messages are queued per peer. Default 1,000; 0 means no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int ReceiveHighWatermark
    {
        get => GetInt32(SocketOptions.ReceiveHighWatermark);
        set => SetInt32(SocketOptions.ReceiveHighWatermark, value);
    }

    /// <summary>
    /// How long <see cref="Send(ReadOnlySpan{byte}, SendFlags)"/> waits until a peer can take the message. Default null: for ever. In
    /// milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? SendTimeout
    {
        get => GetTime(SocketOptions.SendTimeout);
        set => SetTime(SocketOptions.SendTimeout, value);
    }

    /// <summary>
    /// How long <see cref="Receive()"/> waits for a message. Default null: for ever. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? ReceiveTimeout
    {
        get => GetTime(SocketOptions.ReceiveTimeout);
        set => SetTime(SocketOptions.ReceiveTimeout, value);
    }

    /// <summary>
    /// How long messages that were not sent yet are kept after the socket is closed. Default
    /// <see cref="DefaultLinger"/>; zero drops them at once, null keeps them until they are sent and makes the end of
    /// the context wait. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? Linger
    {
        get => GetTime(SocketOptions.Linger);
        set => SetTime(SocketOptions.Linger, value);
    }

    /// <summary>
    /// The largest frame that is accepted from a peer, in bytes; a peer that sends more is disconnected. Default null:
    /// no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public long? MaxMessageSize
    {
        get => GetSize(SocketOptions.MaxMessageSize);
        set => SetSize(SocketOptions.MaxMessageSize, value);
    }

    /// <summary>Keeps the newest message alone, per direction. Single frames alone. Default false.</summary>
    public bool Conflate
    {
        get => GetFlag(SocketOptions.Conflate);
        set => SetFlag(SocketOptions.Conflate, value);
    }

    /// <summary>The size of the kernel's send buffer, in bytes. Default null: the system's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? SendBuffer
    {
        get => GetCount(SocketOptions.SendBuffer);
        set => SetCount(SocketOptions.SendBuffer, value);
    }

    /// <summary>The size of the kernel's receive buffer, in bytes. Default null: the system's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? ReceiveBuffer
    {
        get => GetCount(SocketOptions.ReceiveBuffer);
        set => SetCount(SocketOptions.ReceiveBuffer, value);
    }

    /// <summary>The number of bytes that are read from the network at a time. Default 8,192.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is from 1 to 8, or above 64 MiB; libzmq would crash.</exception>
    /// <exception cref="ZmqException">The value is not positive (<c>EINVAL</c>).</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public int InBatchSize
    {
        get => GetInt32(SocketOptions.InBatchSize);
        set => SetInt32(SocketOptions.InBatchSize, value);
    }

    /// <summary>The number of bytes that are written to the network at a time. Default 8,192.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 64 MiB.</exception>
    /// <exception cref="ZmqException">The value is not positive (<c>EINVAL</c>).</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public int OutBatchSize
    {
        get => GetInt32(SocketOptions.OutBatchSize);
        set => SetInt32(SocketOptions.OutBatchSize, value);
    }

    /// <summary>
    /// How many messages a PUB, XPUB or RADIO socket has dropped because the queue of a peer that subscribes to them was full: one
    /// for each message and peer. 0 for other types.
    /// </summary>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    public long DroppedMessages => GetInt64(SocketOptions.DroppedMessages);

    /// <summary>
    /// Whether other frames of its message follow the last received frame. The same as <see cref="Frame.More"/>.
    /// </summary>
    public bool HasMore => GetFlag(SocketOptions.HasMore);

    /// <summary>The operations that the socket is ready for. Reading it makes libzmq process its commands.</summary>
    public PollEvents Events => (PollEvents)GetInt32Option(Libzmq.ZMQ_EVENTS);

    /// <summary>
    /// A descriptor that turns readable when <see cref="Events"/> may have changed: edge-triggered, so read
    /// <see cref="Events"/> after every signal and every operation. An <c>int</c> on Unix, a <c>SOCKET</c> on Windows.
    /// </summary>
    public nint FileDescriptor => GetFileDescriptor();

    /// <summary>
    /// Whether this type of socket may be used by several threads in libzmq itself; true for some draft types.
    /// </summary>
    public bool IsThreadSafe => GetFlag(SocketOptions.IsThreadSafe);
}
