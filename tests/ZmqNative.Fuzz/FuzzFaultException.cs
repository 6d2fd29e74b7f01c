using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Fuzz;

/// <summary>A property does not hold for an input.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only targets create it.")]
public sealed class FuzzFaultException(string message) : Exception(message)
{
    /// <summary>Throws unless a property holds.</summary>
    public static void Unless([DoesNotReturnIf(false)] bool holds, string property)
    {
        if (!holds)
        {
            throw new FuzzFaultException(property);
        }
    }
}
