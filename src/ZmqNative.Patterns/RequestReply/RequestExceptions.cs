namespace ZmqNative.Patterns;

/// <summary>The exception for a request that the server answered with a status other than ok.</summary>
public sealed class RequestFailedException : ZmqNativeException
{
    /// <summary>Initializes an exception as a client throws it.</summary>
    /// <param name="status">The status of the reply.</param>
    /// <param name="text">The text of the reply.</param>
    public RequestFailedException(ReplyStatus status, string text)
        : base($"The server answered {status}: {text}")
    {
        Status = status;
        ServerText = text;
    }

    /// <summary>The status of the reply.</summary>
    public ReplyStatus Status { get; }

    /// <summary>The text of the reply.</summary>
    public string ServerText { get; }

    /// <summary>
    /// Whether the same request may succeed later: true if <see cref="Status"/> is <see cref="ReplyStatus.Overloaded"/> or
    /// <see cref="ReplyStatus.DeadlinePassed"/>.
    /// </summary>
    public override bool IsTransient => Status is ReplyStatus.Overloaded or ReplyStatus.DeadlinePassed;
}

/// <summary>
/// The exception for a request without a reply in time. Whether the request was handled is not known, unless
/// <see cref="MayHaveBeenHandled"/> is false. The message describes the connections.
/// </summary>
public sealed class RequestTimeoutException : ZmqNativeException
{
    /// <summary>Initializes an exception as a client throws it.</summary>
    /// <param name="message">The text of the error.</param>
    /// <param name="mayHaveBeenHandled">Whether the request may have been handled.</param>
    public RequestTimeoutException(string message, bool mayHaveBeenHandled = true)
        : base(message) => MayHaveBeenHandled = mayHaveBeenHandled;

    internal RequestTimeoutException(TimeSpan timeout, string client, string connections = "", bool mayHaveBeenHandled = true)
        : base(
            $"No reply came to {client} within {timeout.TotalSeconds:0.###} s. "
            + (mayHaveBeenHandled
                ? "Whether the request was handled is not known."
                : "The request was not sent: no peer had space for it in its queue.")
            + connections) => MayHaveBeenHandled = mayHaveBeenHandled;

    /// <summary>
    /// Whether the request may have been handled. If false, it was not sent, and sending it again cannot cause it to be handled twice.
    /// </summary>
    public bool MayHaveBeenHandled { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}

/// <summary>
/// The exception that a server's handler throws to answer with a status of its choice. It is counted, but no failure of the handler.
/// </summary>
/// <param name="status">The status of the reply; not <see cref="ReplyStatus.Ok"/>.</param>
/// <param name="text">The text for the client.</param>
public sealed class RequestRejectedException(ReplyStatus status, string text) : ZmqNativeException(text)
{
    /// <summary>The status of the reply.</summary>
    public ReplyStatus Status { get; } = status == ReplyStatus.Ok ? ReplyStatus.HandlerFailed : status;
}
