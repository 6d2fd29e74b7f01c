using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>The grammar of the fields of a <see cref="DurableMessage"/>, for implementations of <see cref="IDurableLog"/>.</summary>
public static class DurableMessageCheck
{
    private const int MaxIdLength = 128;
    private const int MaxSubjectLength = 255;
    private const int MaxFieldLength = 4096;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Checks a message.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentException">A field is not valid; the text names it.</exception>
    public static void Check(DurableMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!IsVisible(message.Id, MaxIdLength))
        {
            Throw($"The id '{message.Id}' is not 1 to {MaxIdLength} characters of printable ASCII without blanks.");
        }

        CheckSubject(message.Subject);
        if (message.Frames is not { Count: > 0 })
        {
            Throw("A message has at least one frame, which may be empty.");
        }

        foreach ((string name, string value) in message.Fields)
        {
            if (name.Length is 0 or > MaxIdLength || name.AsSpan().ContainsAnyExcept(NameCharacters)
                || value.Length > MaxFieldLength || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                Throw($"The field '{name}' is not valid: a name of letters, digits and hyphens, and a value of at most {MaxFieldLength} characters of printable ASCII.");
            }
        }
    }

    /// <summary>Checks a subject, or the beginning of one.</summary>
    /// <param name="subject">The subject.</param>
    /// <exception cref="ArgumentException">The subject is not valid.</exception>
    public static void CheckSubject(string subject)
    {
        if (!IsVisible(subject, MaxSubjectLength) || subject.AsSpan().ContainsAny('*', '>'))
        {
            Throw($"The subject '{subject}' is not 1 to {MaxSubjectLength} characters of printable ASCII without blanks, * and >.");
        }
    }

    private static bool IsVisible(string text, int most) =>
        text is { Length: > 0 } && text.Length <= most && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    [DoesNotReturn]
    [SuppressMessage("Design", "MA0015", Justification = "The name of the parameter differs between the callers.")]
    private static void Throw(string text) => throw new ArgumentException(text);
}
