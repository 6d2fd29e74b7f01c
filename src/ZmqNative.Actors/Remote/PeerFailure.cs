namespace ZmqNative.Actors.Remote;

/// <summary>Failures as a status and a text, and back.</summary>
internal static class PeerFailure
{
    // Tells the two that have the status of an unknown target apart.
    private const string StoppedText = "stopped";

    public static (ReplyStatus Status, string Text) Write(Exception exception) => exception switch
    {
        ActorFailedException failed => (ReplyStatus.HandlerFailed, failed.FailureText),
        ActorNotFoundException => (ReplyStatus.UnknownTarget, exception.Message),
        ActorStoppedException => (ReplyStatus.UnknownTarget, $"{StoppedText}: {exception.Message}"),
        MailboxFullException => (ReplyStatus.Overloaded, exception.Message),
        OperationCanceledException => (ReplyStatus.Overloaded, "there was no room in the mailbox for too long"),
        TimeoutException => (ReplyStatus.DeadlinePassed, exception.Message),
        MessageTooLargeException => (ReplyStatus.HandlerFailed, $"the answer is too large: {exception.Message}"),
        ActorSerializationException unreadable => (ReplyStatus.BadRequest, unreadable.Text),
        _ => (ReplyStatus.HandlerFailed, $"{exception.GetType().Name}: {exception.Message}"),
    };

    public static Exception Read(ReplyStatus status, string text, string address) => status switch
    {
        ReplyStatus.UnknownTarget when text.StartsWith(StoppedText, StringComparison.Ordinal) => new ActorStoppedException(address),
        ReplyStatus.UnknownTarget => new ActorNotFoundException(address),
        ReplyStatus.Overloaded => new MailboxFullException(address, text),
        ReplyStatus.DeadlinePassed => new AskTimeoutException(address, $"Actor '{address}' did not get to the message in time: {text}"),
        ReplyStatus.BadRequest => new ActorSerializationException(address, text),
        _ => new ActorFailedException(address, text),
    };
}
