namespace ZmqNative.Actors;

/// <summary>Stands in for the broker: a clock, and the wheel of deadlines.</summary>
internal sealed class Broker
{
    public Broker() => Deadlines = new DeadlineWheel(Time);

    public SteppedTime Time { get; } = new();

    public DeadlineWheel Deadlines { get; }
}
