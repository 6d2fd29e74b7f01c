namespace ZmqNative.Actors;

/// <summary>Which handling of which actor some code belongs to, across its awaits: the runtime carries it along.</summary>
/// <remarks>
/// Made for one handling alone, so that what an actor set off earlier, and does not wait for, is never taken for what it waits for
/// now. That costs about 100 bytes; so only handlings that are likely to be pending get one: see <see cref="ActorCell"/>.
/// </remarks>
internal sealed class TurnFlow(ActorCell cell, int handling)
{
    private static readonly AsyncLocal<TurnFlow?> Local = new();

    public static TurnFlow? Current => Local.Value;

    public ActorCell Cell => cell;

    public int Handling => handling;

    /// <summary>From now on, in this method and whatever it calls or awaits.</summary>
    public static void Begin(ActorCell cell, int handling) => Local.Value = new TurnFlow(cell, handling);
}
