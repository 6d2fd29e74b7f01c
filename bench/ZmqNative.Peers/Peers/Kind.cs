namespace ZmqNative.Peers;

/// <summary>The socket types that the loads need.</summary>
internal enum Kind
{
    Push,
    Pull,
    Req,
    Rep,
}
