namespace ZmqNative.Tests;

/// <summary>The default of a property, the values that it accepts, and those that it refuses.</summary>
/// <param name="Type">A type of socket that has the option.</param>
/// <param name="Property">The property's name.</param>
/// <param name="Initial">The documented default.</param>
/// <param name="Values">Values that are read back as they were set.</param>
public sealed record OptionCase(SocketType Type, string Property, object? Initial, params object?[] Values)
{
    /// <summary>A capability that libzmq must have; without it reading and writing give <c>EINVAL</c>.</summary>
    public string? Needs { get; init; }

    /// <summary>The first version of libzmq that has it; with an older one reading and writing are not supported.</summary>
    public Version Since { get; init; } = new(4, 3, 0);

    /// <summary>Values that are refused.</summary>
    public object?[] Refused { get; init; } = [];

    /// <summary>The exception for these values.</summary>
    public Type Refusal { get; init; } = typeof(ArgumentOutOfRangeException);

    public override string ToString() => Property;
}
