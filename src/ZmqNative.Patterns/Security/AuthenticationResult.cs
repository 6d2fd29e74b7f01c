using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The decision of a check about a peer: accepted with a user id and metadata, or refused with a reason.</summary>
/// <remarks>Immutable. The reason goes to the log of this side; the peer gets the number of the status alone.</remarks>
public sealed class AuthenticationResult
{
    private const int LongestUserId = 255;
    private const int LongestName = 255;

    // The metadata of a peer is kept for each of its connections, and is read with each new identity.
    private const int MostMetadataBytes = 16 * 1024;

    // Names by which libzmq keeps properties of its own, and ZMTP those of the peer.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Socket-Type", "Identity", "Routing-Id", "User-Id", "Peer-Address", "Resource", "__fd", PeerIdentityToken.PropertyName,
    };

    private static readonly IReadOnlyDictionary<string, string> NoMetadata =
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    private AuthenticationResult(AuthenticationStatus status, string userId, string reason, IReadOnlyDictionary<string, string> metadata)
    {
        Status = status;
        UserId = userId;
        Reason = reason;
        Metadata = metadata;
    }

    /// <summary>The status.</summary>
    public AuthenticationStatus Status { get; }

    /// <summary>The id of the user; empty if the peer is not accepted, or accepted without a user.</summary>
    public string UserId { get; }

    /// <summary>The reason, for the log; never has a password or a key of the library's own checks.</summary>
    public string Reason { get; }

    /// <summary>
    /// The metadata of the user: claims of <see cref="ReceivedMessage.User"/>, and properties of received frames
    /// (<see cref="Frame.GetProperty"/>). Empty if the peer is not accepted.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Accepts the peer.</summary>
    /// <param name="userId">The id of the user, at most 255 bytes of UTF-8; empty for none.</param>
    /// <param name="metadata">
    /// The metadata; null for none. Names have 1 to 255 of the characters <c>A-Z a-z 0-9 - _ . +</c>, and are not those of libzmq's own
    /// properties. The value of <c>role</c> is a list of roles, separated by commas. At most 16 KiB in all.
    /// </param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">The user id, a name or a value is not allowed; the text has the rule.</exception>
    public static AuthenticationResult Accept(string userId, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(userId);
        CheckText(userId, LongestUserId, nameof(userId), "A user id");
        if (metadata is null)
        {
            return new AuthenticationResult(AuthenticationStatus.Accepted, userId, "OK", NoMetadata);
        }

        Dictionary<string, string> copy = new(StringComparer.OrdinalIgnoreCase);
        int bytes = 0;
        foreach ((string name, string value) in metadata)
        {
            if (!IsName(name))
            {
                throw new ArgumentException(
                    $"'{name}' is no name of metadata: it must have 1 to {LongestName} of A-Z a-z 0-9 - _ . + and not be a property of libzmq.", nameof(metadata));
            }

            CheckText(value, MostMetadataBytes, nameof(metadata), $"The value of '{name}'");
            bytes += name.Length + Encoding.UTF8.GetByteCount(value);
            if (bytes > MostMetadataBytes)
            {
                throw new ArgumentException($"The metadata has more than {MostMetadataBytes:N0} bytes.", nameof(metadata));
            }

            if (!copy.TryAdd(name, value))
            {
                throw new ArgumentException($"The metadata has '{name}' twice; names differ in more than upper and lower case.", nameof(metadata));
            }
        }

        return new AuthenticationResult(AuthenticationStatus.Accepted, userId, "OK", copy);
    }

    /// <summary>Refuses the peer.</summary>
    /// <param name="reason">The reason, for the log. Must not have the password.</param>
    /// <returns>The result.</returns>
    public static AuthenticationResult Refuse(string reason) => Fail(AuthenticationStatus.Refused, reason);

    /// <summary>Decides nothing now, as a service that must be asked cannot be reached. The peer tries again.</summary>
    /// <param name="reason">The reason, for the log.</param>
    /// <returns>The result.</returns>
    public static AuthenticationResult FailTemporarily(string reason) => Fail(AuthenticationStatus.TemporaryFailure, reason);

    /// <summary>The status, and the user id or the reason.</summary>
    /// <returns>A text such as <c>Accepted: alice</c>.</returns>
    public override string ToString() => $"{Status}: {(Status == AuthenticationStatus.Accepted ? UserId : Reason)}";

    /// <summary>Refuses the peer as the check has failed.</summary>
    internal static AuthenticationResult FailInternally(string reason) => Fail(AuthenticationStatus.InternalError, reason);

    /// <summary>Returns whether a name may be one of metadata.</summary>
    internal static bool IsName(string? name) =>
        name is { Length: > 0 and <= LongestName } && !Reserved.Contains(name)
        && name.AsSpan().IndexOfAnyExcept(NameCharacters) < 0;

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+");

    private static AuthenticationResult Fail(AuthenticationStatus status, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new AuthenticationResult(status, string.Empty, reason, NoMetadata);
    }

    // libzmq gives properties as C strings: a NUL would cut one user id to another one.
    private static void CheckText(string? text, int most, string parameter, string what)
    {
        if (text is null || text.Contains('\0', StringComparison.Ordinal) || !StrictUtf8.IsValid(text)
            || Encoding.UTF8.GetByteCount(text) > most)
        {
            throw new ArgumentException($"{what} must be a text of at most {most:N0} bytes of UTF-8 without NUL and unpaired surrogates.", parameter);
        }
    }
}
