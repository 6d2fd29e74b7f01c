namespace ZmqNative.Actors;

/// <summary>
/// Sets the longest wait for the answer to a method of an <see cref="ActorInterfaceAttribute">actor interface</see>, or to each method of the interface.
/// For a stream it is the longest wait for each answer.
/// </summary>
/// <remarks>
/// The time-out of a typed reference, if it was made with one, is used instead; without either it is <see cref="BrokerOptions.AskTimeout"/>. The attribute
/// of a method precedes that of its interface. An interface without the attribute that inherits another one keeps the time-outs of that one's methods.
/// </remarks>
/// <param name="seconds">The seconds, more than 0 and at most 24 days 20 hours.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface, Inherited = false)]
public sealed class AskTimeoutAttribute(double seconds) : Attribute
{
    /// <summary>The longest wait, in seconds.</summary>
    public double Seconds { get; } = seconds;
}
