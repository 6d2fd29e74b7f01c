namespace ZmqNative.Patterns;

/// <summary>The kinds of frames of acknowledged delivery, as docs/wire.md numbers them.</summary>
internal enum DeliveryFrameKind : byte
{
    /// <summary>From a puller: the number of messages that it may have without having settled them.</summary>
    Ready = 1,

    /// <summary>From a pusher: a message, whose frames follow.</summary>
    Message = 2,

    /// <summary>From a puller: messages were handled.</summary>
    Acknowledged = 3,

    /// <summary>From a puller: messages were not handled, as a handler failed; they are to be delivered again.</summary>
    Failed = 4,

    /// <summary>From a puller: messages cannot be handled by any puller; they are not to be delivered again.</summary>
    Rejected = 5,

    /// <summary>From a puller: messages were never given to a handler; another puller is to get them.</summary>
    Returned = 6,

    /// <summary>From either side: the peer does not speak this format; a text follows.</summary>
    Refusal = 7,

    /// <summary>From a pusher: nothing; sent to find out whether the peer is connected.</summary>
    Probe = 8,
}
