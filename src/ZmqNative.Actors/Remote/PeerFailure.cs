using System.Text;
using System.Text.Unicode;

namespace ZmqNative.Actors.Remote;

/// <summary>Converts failures to a status and a text for a peer, and back.</summary>
/// <param name="detailed">Whether the texts of exceptions that users' code threw are sent: <see cref="BrokerOptions.EnableDetailedErrors"/>.</param>
internal sealed class PeerFailure(bool detailed)
{
    // The largest number of bytes of a text. A description needs no more, and nothing of a peer or of a handler is unlimited.
    private const int MaxTextBytes = 1024;

    // Distinguishes the two failures that have the status of an unknown target.
    private const string StoppedText = "stopped";
    private const string HandlerFailedText = "The handler failed.";

    /// <summary>The status and the text of a failure.</summary>
    public (ReplyStatus Status, string Text) Write(Exception exception) => exception switch
    {
        // With a cause the text is the cause's; without one an actor chose the text, or it is one of ours.
        ActorFailedException { InnerException: not null } when !detailed => (ReplyStatus.HandlerFailed, HandlerFailedText),
        ActorFailedException failed => (ReplyStatus.HandlerFailed, failed.FailureText),
        ActorNotFoundException => (ReplyStatus.UnknownTarget, exception.Message),
        ActorStoppedException => (ReplyStatus.UnknownTarget, $"{StoppedText}: {exception.Message}"),
        MailboxFullException => (ReplyStatus.Overloaded, exception.Message),
        TellTimeoutException or OperationCanceledException => (ReplyStatus.Overloaded, "there was no space in the mailbox for too long"),
        AskTimeoutException or TimeoutException => (ReplyStatus.DeadlinePassed, "the deadline passed before the answer came"),
        MessageTooLargeException => (ReplyStatus.HandlerFailed, $"the answer is too large: {exception.Message}"),
        ActorSerializationException { InnerException: not null } when !detailed =>
            (ReplyStatus.BadRequest, "the message or its answer cannot be written or read"),
        ActorSerializationException unreadable => (ReplyStatus.BadRequest, unreadable.Text),
        ActorInterfaceException difference => (CallStatus.NoMethod, difference.Text),
        ActorMovedException => (ReplyStatus.Overloaded, exception.Message),
        _ => (ReplyStatus.HandlerFailed, detailed ? $"{exception.GetType().Name}: {ErrorText.MessageOf(exception)}" : HandlerFailedText),
    };

    /// <summary>Adds the text of an exception to a description, if peers may know it.</summary>
    public string Describe(string text, Exception cause) => detailed ? $"{text}: {ErrorText.MessageOf(cause)}" : $"{text}.";

    /// <summary>The exception for a status and a text that a peer sent.</summary>
    public static Exception Read(ReplyStatus status, string text, string address) => status switch
    {
        ReplyStatus.UnknownTarget when text.StartsWith(StoppedText, StringComparison.Ordinal) => new ActorStoppedException(address),
        ReplyStatus.UnknownTarget => new ActorNotFoundException(address),
        ReplyStatus.Overloaded => new MailboxFullException($"Actor '{address}' cannot take more messages now: {text}", address),
        ReplyStatus.DeadlinePassed => new AskTimeoutException($"Actor '{address}' did not answer in time: {text}", address),
        ReplyStatus.BadRequest => new ActorSerializationException(text, address),
        CallStatus.NoMethod => new ActorInterfaceException(text, address),
        PlacementStatus.Moved => new ActorMovedException($"Actor '{address}' has moved: {text}", address),
        _ => new ActorFailedException(text, address),
    };

    /// <summary>Cuts a text to 1 KiB of UTF-8, between two characters.</summary>
    public static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxTextBytes)
        {
            return text;
        }

        Span<byte> bytes = stackalloc byte[MaxTextBytes];
        _ = Utf8.FromUtf16(text, bytes, out int read, out _);
        return text[..read];
    }
}
