using System.Runtime.InteropServices;

namespace ZmqNative;

/// <summary>A row of <see cref="SocketOptions"/>: what is known about one option of libzmq's sockets.</summary>
/// <param name="number">The <c>ZMQ_*</c> number.</param>
/// <param name="name">The name in <c>zmq.h</c>; a class in front of it is left out.</param>
/// <param name="type">The form of its value.</param>
internal sealed class SocketOption(int number, string name, SocketOptionType type)
{
    /// <summary>The number of the option in libzmq.</summary>
    public int Number { get; } = number;

    /// <summary>The name in <c>zmq.h</c>.</summary>
    public string Name { get; } = name[(name.LastIndexOf('.') + 1)..];

    /// <summary>The form of its value.</summary>
    public SocketOptionType Type { get; } = type;

    /// <summary>The time that a native value of 1 stands for; zero if the option is no time.</summary>
    public TimeSpan Unit { get; init; }

    /// <summary>Times are rounded up to a multiple of this many units.</summary>
    public int Step { get; init; } = 1;

    /// <summary>The native value that null stands for.</summary>
    public int None { get; init; }

    /// <summary>The smallest native value that is passed on to libzmq.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>The largest native value that is passed on to libzmq.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>Whether libzmq cannot return the value, so that the socket keeps the one that was set.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>The native value of an option that libzmq cannot return, until one is set.</summary>
    public int Initial { get; init; }

    /// <summary>Whether it belongs to libzmq's draft API.</summary>
    public bool IsDraft { get; init; }

    /// <summary>The first libzmq that has it, or null if 4.3.0 has it.</summary>
    public string? Since { get; init; }

    /// <summary>Throws if the loaded libzmq is too old to have the option.</summary>
    /// <param name="property">The name of the property, for the message.</param>
    /// <exception cref="NotSupportedException">It is, or it lacks the draft API that the option came with.</exception>
    public void Require(string property)
    {
        if (Since is null)
        {
            return;
        }

        if (IsDraft)
        {
            Zmq.RequireDraft(property);
        }

        if (Zmq.Version < Version.Parse(Since))
        {
            ThrowHelper.ThrowTooOld(property, Since);
        }
    }

    /// <summary>Throws for a value that is out of range.</summary>
    /// <param name="value">The bytes that libzmq would be given.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is; the message has the range.</exception>
    public void Check(ReadOnlySpan<byte> value)
    {
        if (Type == SocketOptionType.Int32 && value.Length == sizeof(int))
        {
            int native = MemoryMarshal.Read<int>(value);
            if (native < Minimum || native > Maximum)
            {
                throw new ArgumentOutOfRangeException(nameof(value), native, $"{Name} must be {Range}.");
            }
        }
    }

    /// <summary>Converts a native value into a time; null if it stands for none.</summary>
    public TimeSpan? ToTime(int value) => value == None ? null : value * Unit;

    /// <summary>Converts a time into a native value, rounded up, so that a short time does not become 0, which may mean something else.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long; the message has the range.</exception>
    public int FromTime(TimeSpan? value)
    {
        if (value is not { } time)
        {
            return None;
        }

        double steps = Math.Ceiling((double)time.Ticks / Unit.Ticks / Step);
        return time >= TimeSpan.Zero && steps * Step <= Maximum
            ? (int)steps * Step
            : throw new ArgumentOutOfRangeException(
                nameof(value), time, $"{Name} must be from 0 to {Maximum * Unit} (days.hours:minutes:seconds); null means none or for ever.");
    }

    /// <summary>The name and the number.</summary>
    public override string ToString() => $"{Name} ({Number})";

    private string Range => Maximum == int.MaxValue ? $"{Minimum} or more" : $"from {Minimum} to {Maximum}";
}
