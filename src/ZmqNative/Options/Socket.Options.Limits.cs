namespace ZmqNative;

/// <content>Limits of what peers send, which only the libzmq of this project has (<see cref="Zmq.Has"/>, <c>zmqnative</c>).</content>
public sealed unsafe partial class Socket
{
    /// <summary>
    /// The largest message that is accepted from a peer, in bytes of all its frames; a peer that sends more is disconnected while the message is
    /// received, and counted in <see cref="OversizedConnections"/>. Default null: no limit, as <see cref="MaxMessageSize"/> limits single
    /// frames alone. Set it before the socket is bound or connected. Without effect over <c>inproc://</c> and on sockets for raw bytes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public long? MaxMultipartSize
    {
        get => GetSize(SocketOptions.MaxMultipartSize);
        set => SetSize(SocketOptions.MaxMultipartSize, value);
    }

    /// <summary>
    /// The largest number of frames of a message that is accepted from a peer, as <see cref="MaxMultipartSize"/>. Default null: no limit. An empty
    /// frame takes 2 bytes on the network, and 64 bytes in the queue.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public int? MaxMultipartFrames
    {
        get => GetCount(SocketOptions.MaxMultipartFrames);
        set => SetCount(SocketOptions.MaxMultipartFrames, value);
    }

    /// <summary>
    /// The number of connections that were ended because their peer sent a frame over <see cref="MaxMessageSize"/>, or a message over
    /// <see cref="MaxMultipartSize"/> or <see cref="MaxMultipartFrames"/>.
    /// </summary>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public long OversizedConnections => GetInt64(SocketOptions.OversizedConnections);

    /// <summary>
    /// The high-water mark for receiving in bytes of memory: when the messages of a peer that wait to be received take so much, no more is read from
    /// its connection until half of it was received, as with <see cref="ReceiveHighWatermark"/>. Default null: no limit. Set it before the
    /// socket is bound or connected. Without effect over <c>inproc://</c> and with <see cref="Conflate"/>.
    /// </summary>
    /// <remarks>
    /// A message is queued whole, so a queue holds one message more at most. A frame counts 64 bytes and its length; short frames that came
    /// together count with the buffer that holds them, of twice <see cref="InBatchSize"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public long? ReceiveHighWatermarkBytes
    {
        get => GetSize(SocketOptions.ReceiveHighWatermarkBytes);
        set => SetSize(SocketOptions.ReceiveHighWatermarkBytes, value);
    }

    /// <summary>
    /// The longest topic, in bytes, to which a peer of a PUB or XPUB can subscribe, and the longest group that a peer of a RADIO can join. A subscription
    /// over this limit, or over one of the next two, has no effect, is not received from an XPUB, and is counted in
    /// <see cref="RefusedSubscriptions"/>; the connection stays. Default null: no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public int? MaxTopicLength
    {
        get => GetCount(SocketOptions.MaxTopicLength);
        set => SetCount(SocketOptions.MaxTopicLength, value);
    }

    /// <summary>
    /// The largest number of different topics to which a peer of a PUB or XPUB can be subscribed, and of groups of a RADIO, at a time. Default null: no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public int? MaxSubscriptions
    {
        get => GetCount(SocketOptions.MaxSubscriptions);
        set => SetCount(SocketOptions.MaxSubscriptions, value);
    }

    /// <summary>
    /// The largest sum of the lengths, in bytes, of all topics to which a peer of a PUB or XPUB is subscribed, and of groups of a RADIO, at a time. libzmq takes about 100 bytes of
    /// memory for a byte in which a topic differs from the others. Default null: no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public long? MaxTopicBytes
    {
        get => GetSize(SocketOptions.MaxTopicBytes);
        set => SetSize(SocketOptions.MaxTopicBytes, value);
    }

    /// <summary>The number of subscriptions of peers that were over a limit of a PUB, XPUB or RADIO. 0 for other types.</summary>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>).</exception>
    public long RefusedSubscriptions => GetInt64(SocketOptions.RefusedSubscriptions);
}
