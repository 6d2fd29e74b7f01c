namespace ZmqNative;

/// <summary>Stands in for the events of a socket.</summary>
[Flags]
public enum PollEvents
{
    None = 0,
    In = 1,
    Out = 2,
}
