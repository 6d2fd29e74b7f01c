using System.Text;

namespace ZmqNative;

/// <summary>The places of the parts of a received message, as the layer that received it found them. They are kept with the pooled core.</summary>
internal struct MessageLayout
{
    /// <summary>Whether anything is set; false for messages that no pattern has read.</summary>
    public bool IsSet;

    /// <summary>Whether the frames before the body are needed after the message was handled, for its reply.</summary>
    public bool KeepsEnvelope;

    /// <summary>Whether the frames of the body were taken out or freed, while those before it are kept.</summary>
    public bool HasGivenBody;

    /// <summary>Whether the frame in front of the body is the header of acknowledged delivery, by which the message is settled.</summary>
    public bool IsDelivery;

    /// <summary>The format of a publication: 0 for other messages.</summary>
    public byte Format;

    /// <summary>The index of the first frame of the body.</summary>
    public int BodyFrame;

    /// <summary>The offset of the body in that frame, in bytes.</summary>
    public int BodyOffset;

    /// <summary>The length of the topic at the start of the first frame, in bytes.</summary>
    public int TopicLength;

    /// <summary>The message id of a publication in the Text format.</summary>
    public int MessageId;

    /// <summary>The encoding of the body where it is text in another one than UTF-8; null for UTF-8.</summary>
    public Encoding? Encoding;

    /// <summary>The generation of the native socket that it came from.</summary>
    public long Generation;
}
