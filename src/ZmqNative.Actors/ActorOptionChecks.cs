using System.Numerics;
using System.Runtime.CompilerServices;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The checks of all options of brokers and actors, with their ranges. An option is checked when it is set.</summary>
internal static class ActorOptionChecks
{
    private const int MaxMailbox = 1 << 20;
    private const int MaxVirtualNodes = 4096;
    private const int MaxRoutees = 4096;

    /// <summary>The largest number of calls that request ids can tell apart.</summary>
    private const int MaxCalls = CorrelationTable<RemoteCall>.MaxCapacity;

    /// <summary>A size of a mailbox, 2 to 1,048,576, rounded up to a power of two.</summary>
    public static int MailboxSize(int value, [CallerMemberName] string option = "") =>
        (int)BitOperations.RoundUpToPowerOf2((uint)Range(value, 2, MaxMailbox, option));

    /// <summary>A number of senders that wait for one mailbox, 1 to 1,048,576.</summary>
    public static int Senders(int value, [CallerMemberName] string option = "") => Range(value, 1, MaxMailbox, option);

    /// <summary>A number of routees, 1 to 4,096.</summary>
    public static int Routees(int value, [CallerMemberName] string option = "") => Range(value, 1, MaxRoutees, option);

    /// <summary>A number of messages per routee, 0 to 1,048,576.</summary>
    public static double Load(double value, [CallerMemberName] string option = "") => Range(value, 0.0, MaxMailbox, option);

    /// <summary>A strategy that may send a message to any routee.</summary>
    public static RoutingStrategy PoolStrategy(RoutingStrategy value, [CallerMemberName] string option = "") =>
        value is RoutingStrategy.RoundRobin or RoutingStrategy.LeastLoaded
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; a pool's must be RoundRobin or LeastLoaded.");

    /// <summary>A number of levels of messages, 2 to 8.</summary>
    public static int Levels(int value, [CallerArgumentExpression(nameof(value))] string option = "") =>
        Range(value, 2, MessagePriorities.MaxLevels, option);

    /// <summary>A number of places of a routee on a hash ring, 1 to 4,096.</summary>
    public static int VirtualNodes(int value, [CallerMemberName] string option = "") => Range(value, 1, MaxVirtualNodes, option);

    /// <summary>A number of calls in flight of one client, 1 to 1,048,575.</summary>
    public static int Calls(int value, [CallerMemberName] string option = "") => Range(value, 1, MaxCalls, option);

    /// <summary>A number that is at least 1.</summary>
    public static int Positive(int value, [CallerMemberName] string option = "") => Range(value, 1, int.MaxValue, option);

    /// <summary>A number that is at least 0.</summary>
    public static int NotNegative(int value, [CallerMemberName] string option = "") => Range(value, 0, int.MaxValue, option);

    /// <summary>A number of bytes that is at least 1.</summary>
    public static long Bytes(long value, [CallerMemberName] string option = "") => Range(value, 1, long.MaxValue, option);

    /// <summary>A part of a whole, from 0 to 1.</summary>
    public static double Fraction(double value, [CallerMemberName] string option = "") => Range(value, 0.0, 1.0, option);

    /// <summary>A time-out: more than 0, at most 24 days 20 hours.</summary>
    public static TimeSpan Timeout(TimeSpan value, [CallerMemberName] string option = "")
    {
        OptionChecks.CheckTimeout(value, option, option);
        return value;
    }

    /// <summary>A time-out, or infinite.</summary>
    public static TimeSpan TimeoutOrInfinite(TimeSpan value, [CallerMemberName] string option = "") =>
        value == System.Threading.Timeout.InfiniteTimeSpan ? value : Timeout(value, option);

    /// <summary>A time-out that may be absent.</summary>
    public static TimeSpan? Timeout(TimeSpan? value, [CallerMemberName] string option = "") =>
        value is { } given ? Timeout(given, option) : null;

    /// <summary>A time: 0 to 24 days 20 hours.</summary>
    public static TimeSpan Time(TimeSpan value, [CallerMemberName] string option = "")
    {
        OptionChecks.Check(value, option, option);
        return value;
    }

    /// <summary>One of the values that an enumeration names.</summary>
    public static T Defined<T>(T value, [CallerMemberName] string option = "")
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    /// <summary>An object that must be there.</summary>
    public static T NotNull<T>(T? value, [CallerMemberName] string option = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, option);
        return value;
    }

    /// <summary>A list whose items must be there; it is copied.</summary>
    public static IReadOnlyList<T> AllPresent<T>(IReadOnlyList<T>? values, [CallerMemberName] string option = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(values, option);
        foreach (T? value in values)
        {
            ArgumentNullException.ThrowIfNull(value, option);
        }

        return [.. values];
    }

    private static T Range<T>(T value, T least, T most, string option)
        where T : INumber<T> =>
        value >= least && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be from {least:N0} to {most:N0}.");
}
