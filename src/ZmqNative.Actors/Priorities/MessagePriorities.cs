using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ZmqNative.Actors;

/// <summary>Levels of messages: those of a more urgent level are handled first, those of one level in the order of their arrival. Immutable.</summary>
/// <remarks>
/// <para>
/// Less urgent messages are not starved: the oldest message of a level is handled after at most 16 messages of more urgent levels, and one more
/// for each further level that waits as long. So is the first of the senders of a level that wait for space. The messages of one sender to one actor
/// keep their order only within a level.
/// </para>
/// <para>
/// The policies for a full mailbox (<see cref="ActorOptions.FullMailbox"/>) concern all levels together. Senders wait by level, those of one level in
/// their order. To drop the oldest is to drop the oldest message of the least urgent level in the mailbox; if the new message is less urgent than all
/// of them, it is dropped itself. Ticks of timers, <see cref="ActorStopped"/> and unstashed messages have no level; they are handled before
/// the mailbox, in alternation with it.
/// </para>
/// <para>A mailbox with levels costs a lock per message, like one that drops the oldest.</para>
/// </remarks>
public sealed class MessagePriorities
{
    /// <summary>The largest number of levels: 8.</summary>
    public const int MaxLevels = 8;

    private readonly Func<object, int> _otherwise;
    private readonly ImmutableArray<(Func<object, bool> Matches, int Level)> _types;

    // The level of each type of message that was seen; -1 for one that no given type matches.
    private readonly ConcurrentDictionary<Type, int> _known = new();

    private MessagePriorities(
        int levels, Func<object, int> otherwise, ImmutableArray<(Func<object, bool> Matches, int Level)> types)
    {
        Levels = levels;
        _otherwise = otherwise;
        _types = types;
    }

    /// <summary>The number of levels.</summary>
    public int Levels { get; }

    /// <summary>Returns levels by a function.</summary>
    /// <param name="levels">The number of levels, 2 to 8.</param>
    /// <param name="levelOf">
    /// The function from a message to its level: 0 is the most urgent one, and what is beyond the last one counts as the last. It is called on the
    /// sender's thread, possibly several times for a message, and must be quick. If it throws, the message gets the last level, and the exception is
    /// logged.
    /// </param>
    /// <returns>The levels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="levelOf"/> is null.</exception>
    public static MessagePriorities By(int levels, Func<object, int> levelOf)
    {
        ArgumentNullException.ThrowIfNull(levelOf);
        return new MessagePriorities(ActorOptionChecks.Levels(levels), levelOf, []);
    }

    /// <summary>Returns levels by the type of messages, which <see cref="With{T}"/> adds.</summary>
    /// <param name="levels">The number of levels, 2 to 8.</param>
    /// <param name="otherwise">The level of messages of other types, from 0, the most urgent one.</param>
    /// <returns>The levels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static MessagePriorities ByType(int levels, int otherwise)
    {
        levels = ActorOptionChecks.Levels(levels);
        CheckLevel(levels, otherwise, nameof(otherwise));
        return new MessagePriorities(levels, _ => otherwise, []);
    }

    /// <summary>Returns these levels with a level for one more type. It goes before a function, and after types that were added earlier.</summary>
    /// <typeparam name="T">The type: also types that derive from it or implement it.</typeparam>
    /// <param name="level">The level, from 0, the most urgent one.</param>
    /// <returns>The new levels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public MessagePriorities With<T>(int level)
        where T : notnull
    {
        CheckLevel(Levels, level, nameof(level));
        return new MessagePriorities(Levels, _otherwise, _types.Add((static message => message is T, level)));
    }

    internal int LevelOf(object message)
    {
        if (_types.Length > 0)
        {
            if (!_known.TryGetValue(message.GetType(), out int level))
            {
                level = _known[message.GetType()] = FindLevel(message);
            }

            if (level >= 0)
            {
                return level;
            }
        }

        return _otherwise(message);
    }

    private static void CheckLevel(int levels, int level, string parameter)
    {
        if (level < 0 || level >= levels)
        {
            throw new ArgumentOutOfRangeException(parameter, level, $"The level is {level}; it must be from 0 to {levels - 1}.");
        }
    }

    private int FindLevel(object message)
    {
        foreach ((Func<object, bool> matches, int level) in _types)
        {
            if (matches(message))
            {
                return level;
            }
        }

        return -1;
    }
}
