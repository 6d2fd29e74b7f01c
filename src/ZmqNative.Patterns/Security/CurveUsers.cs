using System.Collections.Frozen;

namespace ZmqNative.Patterns;

/// <summary>A list of the public keys of clients for <see cref="AuthenticationPolicy.Curve"/>, each with a user id.</summary>
/// <remarks>A user may have several keys, such as an old and a new one. Immutable; <see cref="Authenticator.SetPolicy"/> with another list replaces it.</remarks>
public sealed class CurveUsers : AuthenticationCheck
{
    private static readonly AuthenticationResult Refused = AuthenticationResult.Refuse("the key is not in the list");

    private readonly FrozenDictionary<string, AuthenticationResult> _keys;

    /// <summary>Creates a list.</summary>
    /// <param name="users">The user ids and their public keys in Z85, 40 characters each.</param>
    /// <exception cref="ArgumentException">A user id is null or no valid text, or a key is not valid or is in the list twice.</exception>
    public CurveUsers(params ReadOnlySpan<(string UserId, string PublicKey)> users)
        : this(ToEntries(users))
    {
    }

    private CurveUsers(IEnumerable<KeyValuePair<string, AuthenticationResult>> keys) =>
        _keys = keys.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The number of keys.</summary>
    public int Count => _keys.Count;

    /// <summary>Returns a list with one more key, or with another user of a key.</summary>
    /// <param name="userId">The user id.</param>
    /// <param name="publicKey">The public key in Z85, 40 characters.</param>
    /// <param name="metadata">The metadata, as for <see cref="AuthenticationResult.Accept"/>; null for none.</param>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentException">An argument is not valid.</exception>
    public CurveUsers With(string userId, string publicKey, IEnumerable<KeyValuePair<string, string>>? metadata = null) =>
        new(_keys.Where(key => key.Key != publicKey).Append(ToEntry(userId, publicKey, metadata)));

    /// <summary>Returns a list without a key.</summary>
    /// <param name="publicKey">The public key; one that is not in the list changes nothing.</param>
    /// <returns>The list.</returns>
    public CurveUsers Without(string publicKey) => new(_keys.Where(key => key.Key != publicKey));

    /// <inheritdoc/>
    public override ValueTask<AuthenticationResult> CheckAsync(AuthenticationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(CheckNow(request));
    }

    /// <summary>The number of keys.</summary>
    /// <returns>A text without the keys.</returns>
    public override string ToString() => $"{_keys.Count} key(s)";

    // The key is public, and the peer has proven that it has the secret one: the time of a look-up reveals nothing.
    internal override AuthenticationResult CheckNow(AuthenticationRequest request) =>
        _keys.GetValueOrDefault(request.PublicKey ?? string.Empty, Refused);

    internal override bool StillAccepts(PeerIdentity peer) =>
        peer.Credential is { } key && _keys.TryGetValue(key, out AuthenticationResult? accepted) && accepted.UserId == peer.UserId;

    private static Dictionary<string, AuthenticationResult> ToEntries(
        ReadOnlySpan<(string UserId, string PublicKey)> users)
    {
        Dictionary<string, AuthenticationResult> entries = new(users.Length, StringComparer.Ordinal);
        foreach ((string userId, string publicKey) in users)
        {
            (string key, AuthenticationResult accepted) = ToEntry(userId, publicKey, metadata: null);
            if (!entries.TryAdd(key, accepted))
            {
                throw new ArgumentException($"The key {key} is in the list twice.", nameof(users));
            }
        }

        return entries;
    }

    private static KeyValuePair<string, AuthenticationResult> ToEntry(
        string userId, string publicKey, IEnumerable<KeyValuePair<string, string>>? metadata) =>
        new(CurveKeys.Check(publicKey, nameof(publicKey)), AuthenticationResult.Accept(userId, metadata));
}
