namespace ZmqNative;

/// <summary>Stands in for the socket types, as far as the code under test names them.</summary>
public enum SocketType
{
    Pair,
    Dealer,
    Router,
    Req,
}
