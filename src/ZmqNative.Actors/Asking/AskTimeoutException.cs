namespace ZmqNative.Actors;

/// <summary>An ask ended without an answer because its time was over. Whether the message was handled is not known.</summary>
/// <remarks>
/// For an actor in another process the message describes the connection to it. <see cref="IsTransient"/> is true: the actor may answer
/// later. Ask again only if handling the message twice does no harm.
/// </remarks>
public sealed class AskTimeoutException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="address">The address of the actor that was asked.</param>
    public AskTimeoutException(string message, string address)
        : base(message) => Address = address;

    internal AskTimeoutException(string address, TimeSpan timeout, string connections)
        : this(
            $"Actor '{address}' did not answer within {timeout.TotalSeconds:0.###} s. Whether it handled the message is not known. "
            + "If it waits for an answer of the actor that asked it, neither can go on." + connections,
            address)
    {
    }

    /// <summary>The address of the actor that was asked.</summary>
    public string Address { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
