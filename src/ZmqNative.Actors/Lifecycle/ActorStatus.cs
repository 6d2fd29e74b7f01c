namespace ZmqNative.Actors;

/// <summary>The states of an actor.</summary>
/// <remarks>
/// <code>
///   New --first turn--> Starting --OnStarted--> Running --failure--> Restarting --children stopped--> Suspended --pause over--> Starting
///   any of these --stop, or restarts used up--> Stopping --children stopped--> Stopped
/// </code>
/// Only a running actor takes messages from its mailbox; only the cell's own turns change the status.
/// </remarks>
internal enum ActorStatus : byte
{
    New = 0,
    Starting,
    Running,
    Restarting,
    Suspended,
    Stopping,
    Stopped,
}
