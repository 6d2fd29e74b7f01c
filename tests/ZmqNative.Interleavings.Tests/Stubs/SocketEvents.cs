namespace ZmqNative;

/// <summary>Stands in for the events of a monitor.</summary>
public enum SocketEvents
{
    All,
}
