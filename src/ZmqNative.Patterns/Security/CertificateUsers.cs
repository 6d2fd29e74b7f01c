namespace ZmqNative.Patterns;

/// <summary>The clients whose certificates are in a folder, for <see cref="AuthenticationPolicy.Curve"/>; the files are those of CZMQ and pyzmq.</summary>
/// <remarks>
/// A file that is added or removed counts at the next handshake. Connected peers are not checked against the folder, as that accesses files:
/// <see cref="Authenticator.Revoke"/> ends their connections. Metadata with names that <see cref="AuthenticationResult.Accept"/> does not allow is left out.
/// </remarks>
public sealed class CertificateUsers : AuthenticationCheck
{
    private static readonly AuthenticationResult Refused = AuthenticationResult.Refuse("the folder has no certificate with the key");

    private readonly CertificateFolder _folder;
    private readonly string? _userIdName;

    /// <summary>Creates a check.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="userIdName">
    /// The name of the metadata that is the user id, such as <c>name</c>. Default null, and for certificates without it: the public key, as with CZMQ and
    /// pyzmq.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    public CertificateUsers(CertificateFolder folder, string? userIdName = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        _userIdName = userIdName;
    }

    /// <inheritdoc/>
    public override ValueTask<AuthenticationResult> CheckAsync(AuthenticationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.PublicKey is null || _folder.Find(request.PublicKey) is not { } certificate)
        {
            return new(Refused);
        }

        string userId = _userIdName is not null && certificate.FindMetadata(_userIdName) is { Length: > 0 } named ? named : certificate.PublicKey;
        return new(AuthenticationResult.Accept(
            userId,
            certificate.Metadata.Where(static item => AuthenticationResult.IsName(item.Key)).DistinctBy(static item => item.Key, StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>The path of the folder.</summary>
    /// <returns>A text without keys.</returns>
    public override string ToString() => _folder.Path;
}
