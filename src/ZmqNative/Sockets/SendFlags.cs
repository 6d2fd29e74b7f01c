using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Flags of a send.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "The field's term.")]
public enum SendFlags
{
    /// <summary>The only, or the last, frame of its message.</summary>
    None = 0,

    /// <summary>More frames of the same message follow.</summary>
    SendMore = Libzmq.ZMQ_SNDMORE,
}
