using System.Collections.Frozen;
using System.Security.Cryptography;

namespace ZmqNative.Patterns;

/// <summary>A list of users and passwords for <see cref="AuthenticationPolicy.Plain"/>. The user name becomes the user id.</summary>
/// <remarks>
/// <para>
/// It keeps digests instead of the passwords. Comparing takes the same time for each password, and for names that are not in the list. Immutable;
/// <see cref="Authenticator.SetPolicy"/> with another list replaces it.
/// </para>
/// <para>PLAIN sends name and password in the clear: use it over a network that nobody else reads, or use CURVE.</para>
/// </remarks>
public sealed class PlainUsers : AuthenticationCheck
{
    private static readonly AuthenticationResult Refused = AuthenticationResult.Refuse("the user name or the password is wrong");

    // Compared with for names that are not in the list, so that these take the same time.
    private static readonly byte[] NoDigest = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    private readonly FrozenDictionary<string, Entry> _users;

    /// <summary>Creates a list.</summary>
    /// <param name="users">The users and their passwords.</param>
    /// <exception cref="ArgumentException">A name is empty or is in the list twice, or a name or password is null or no valid text.</exception>
    public PlainUsers(params ReadOnlySpan<(string Username, string Password)> users)
        : this(ToEntries(users))
    {
    }

    private PlainUsers(IEnumerable<KeyValuePair<string, Entry>> users) => _users = users.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The number of users.</summary>
    public int Count => _users.Count;

    /// <summary>Returns a list with one more user, or with another password of a user.</summary>
    /// <param name="username">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="metadata">The metadata, as for <see cref="AuthenticationResult.Accept"/>; null for none.</param>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentException">The name is empty, or an argument is no valid text.</exception>
    public PlainUsers With(string username, string password, IEnumerable<KeyValuePair<string, string>>? metadata = null) =>
        new(_users.Where(user => user.Key != username).Append(ToEntry(username, password, metadata)));

    /// <summary>Returns a list without a user.</summary>
    /// <param name="username">The name; one that is not in the list changes nothing.</param>
    /// <returns>The list.</returns>
    public PlainUsers Without(string username) => new(_users.Where(user => user.Key != username));

    /// <inheritdoc/>
    public override ValueTask<AuthenticationResult> CheckAsync(AuthenticationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(CheckNow(request));
    }

    /// <summary>The number of users.</summary>
    /// <returns>A text without names and passwords.</returns>
    public override string ToString() => $"{_users.Count} user(s)";

    internal override AuthenticationResult CheckNow(AuthenticationRequest request)
    {
        string username = request.Username ?? string.Empty;
        bool known = _users.TryGetValue(username, out Entry? user);
        byte[] digest = PasswordDigest.Of(username, request.GetPassword() ?? string.Empty);
        bool same = CryptographicOperations.FixedTimeEquals(digest, known ? user!.Digest : NoDigest);
        return known & same ? user!.Accepted : Refused;
    }

    internal override bool StillAccepts(PeerIdentity peer) =>
        peer.Credential is { } username && _users.TryGetValue(username, out Entry? user)
        && peer.Digest is { } digest && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(digest), user.Digest);

    private static Dictionary<string, Entry> ToEntries(ReadOnlySpan<(string Username, string Password)> users)
    {
        Dictionary<string, Entry> entries = new(users.Length, StringComparer.Ordinal);
        foreach ((string username, string password) in users)
        {
            (string name, Entry entry) = ToEntry(username, password, metadata: null);
            if (!entries.TryAdd(name, entry))
            {
                throw new ArgumentException($"The user '{name}' is in the list twice.", nameof(users));
            }
        }

        return entries;
    }

    private static KeyValuePair<string, Entry> ToEntry(
        string username, string password, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        ArgumentException.ThrowIfNullOrEmpty(username);
        ArgumentNullException.ThrowIfNull(password);
        StrictUtf8.Check(password, nameof(password));
        return new(username, new Entry(PasswordDigest.Of(username, password), AuthenticationResult.Accept(username, metadata)));
    }

    private sealed class Entry(byte[] digest, AuthenticationResult accepted)
    {
        public byte[] Digest => digest;

        public AuthenticationResult Accepted => accepted;
    }
}
