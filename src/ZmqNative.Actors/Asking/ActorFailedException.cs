namespace ZmqNative.Actors;

/// <summary>The actor that was asked failed: it threw, cannot start, ended its turn without an answer, or gave one of another type.</summary>
/// <remarks>
/// In the same process <see cref="Exception.InnerException"/> is what the actor threw. From another process only a text comes, and that says
/// no more than that the handler failed unless <see cref="BrokerOptions.EnableDetailedErrors"/> is set there.
/// <see cref="ZmqNativeException.IsTransient"/> is false: the same message may fail again.
/// </remarks>
public sealed class ActorFailedException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failureText">The description of the failure.</param>
    /// <param name="address">The address of the actor that was asked.</param>
    /// <param name="innerException">The exception that the actor threw; null if there is none, or the actor is in another process.</param>
    public ActorFailedException(string failureText, string address, Exception? innerException = null)
        : base($"Actor '{address}' failed: {failureText}", innerException)
    {
        Address = address;
        FailureText = failureText;
    }

    /// <summary>The address of the actor that was asked.</summary>
    public string Address { get; }

    /// <summary>The description of the failure, without the address.</summary>
    public string FailureText { get; }
}
