using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZmqNative.Cluster;

/// <summary>The stamp that a store keeps for each key beside the effects of durable tells, so that each effect happens once.</summary>
/// <remarks>
/// A handler reads the stamp of its key, decides by <see cref="Decide"/>, and writes the effect and its own stamp (<see cref="After"/>) in one transaction, which fails if the stamp has changed since it was read. Durable
/// tells of a key are handled one at a time in the order in which they were stored, so one place in the log tells what is done: the number, and the time for a log that has lost its last changes and gives
/// numbers again. A message that was told again after <see cref="DurableLogSettings.DuplicateWindow"/>, or
/// after the engine had been started again, or that was sent again from the dead letters, has a number of its own: a store that must not take it twice keeps the ids, too (<see cref="DurableTell.Id"/>).
/// </remarks>
/// <param name="Fence">The fence of the ownership: <see cref="ActorContext.Fence"/>.</param>
/// <param name="LogCreated">The time at which the log was made: <see cref="DurableTell.LogCreated"/>. A log that was lost and made anew counts from 1 again.</param>
/// <param name="Sequence">The number of the message: <see cref="DurableTell.Sequence"/>.</param>
/// <param name="Time">The time at which the message was stored: <see cref="DurableTell.Time"/>.</param>
public readonly record struct EffectStamp(Fence Fence, DateTimeOffset LogCreated, ulong Sequence, DateTimeOffset Time)
{
    private LogPlace Place => new(Sequence, Time);

    /// <summary>Returns the stamp of the durable tell that an actor handles.</summary>
    /// <param name="context">The context of the actor.</param>
    /// <returns>The stamp.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The message that is handled is no durable tell.</exception>
    public static EffectStamp Of(ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Durable is { } tell
            ? new EffectStamp(context.Fence, tell.LogCreated, tell.Sequence, tell.Time)
            : throw new InvalidOperationException($"The message that '{context.Self.Address}' handles is no durable tell: see ActorContext.Durable.");
    }

    /// <summary>Reads a stamp from its text.</summary>
    /// <param name="text">The text, as <see cref="ToString"/> writes it.</param>
    /// <param name="stamp">The stamp.</param>
    /// <returns>False if the text is no stamp.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out EffectStamp stamp)
    {
        string[] parts = text?.Split('/') ?? [];
        if (parts is [var fence, var created, var sequence, var time]
            && Fence.TryParse(fence, out Fence readFence)
            && TryParseTicks(created, out DateTimeOffset readCreated)
            && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            && TryParseTicks(time, out DateTimeOffset readTime))
        {
            stamp = new EffectStamp(readFence, readCreated, number, readTime);

            // One text for each stamp: .NET also takes zeros in front.
            return stamp.ToString() == text;
        }

        stamp = default;
        return false;
    }

    /// <summary>Decides whether the effect of this message is to be written.</summary>
    /// <param name="last">The stamp that the store has for the key; null if it has none.</param>
    /// <returns>The decision.</returns>
    public EffectDecision Decide(EffectStamp? last) =>
        last is not { } stored ? EffectDecision.Commit
        : Fence < stored.Fence ? EffectDecision.Refuse
        : LogCreated == stored.LogCreated && !Place.IsBehind(stored.Place) ? EffectDecision.Skip
        : EffectDecision.Commit;

    /// <summary>Returns the stamp to write with the effect: this one, with the later one of the two times, since the clock of the engine may have been set back between them.</summary>
    /// <param name="last">The stamp that the store has for the key; null if it has none.</param>
    /// <returns>The stamp.</returns>
    public EffectStamp After(EffectStamp? last) =>
        last is { } stored && stored.LogCreated == LogCreated && stored.Time > Time ? this with { Time = stored.Time } : this;

    /// <summary>Returns the fence, the ticks of the time of the log in UTC, the number and the ticks of the time of the message with slashes between them.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fence}/{LogCreated.UtcTicks}/{Sequence}/{Time.UtcTicks}");

    private static bool TryParseTicks(string text, out DateTimeOffset time)
    {
        bool isTime = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks;
        time = isTime ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return isTime;
    }
}
