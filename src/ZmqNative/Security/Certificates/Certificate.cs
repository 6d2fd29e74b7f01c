using System.Security.Cryptography;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A CURVE certificate: a public key, its secret key if known, and metadata. CZMQ and pyzmq read and write the same files.</summary>
/// <remarks>
/// <para>
/// A certificate is two text files: the public one, such as <c>client.key</c>, for every peer, and the secret one with both keys, whose name
/// ends with <c>_secret</c>. Certificates are not signed: a public file must come over a trusted path.
/// </para>
/// <para>
/// The secret key is kept in memory that the garbage collector does not copy, and is overwritten by <see cref="Dispose"/>. libzmq keeps a
/// copy in each socket that it was applied to. <see cref="ToString"/> shows the public key alone.
/// </para>
/// <para>All members may be called from any thread, but none while another thread disposes the certificate.</para>
/// </remarks>
public sealed unsafe partial class Certificate : IDisposable
{
    private readonly byte[] _secretKey;
    private bool _disposed;

    /// <summary>Keeps checked parts.</summary>
    internal Certificate(string publicKey, ReadOnlySpan<byte> secretKey, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        PublicKey = publicKey;
        Metadata = metadata;
        _secretKey = secretKey.IsEmpty ? [] : GC.AllocateUninitializedArray<byte>(secretKey.Length, pinned: true);
        secretKey.CopyTo(_secretKey);
    }

    /// <summary>The public key, 40 characters of Z85.</summary>
    public string PublicKey { get; }

    /// <summary>Whether there is a secret key. False for the certificate of a peer.</summary>
    public bool HasSecretKey => _secretKey.Length != 0;

    /// <summary>The secret key, 40 characters of Z85 in ASCII, as <see cref="Socket.CurveSecretKey"/> takes it; empty if there is none.</summary>
    /// <exception cref="ObjectDisposedException">The certificate was disposed.</exception>
    public ReadOnlySpan<byte> SecretKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _secretKey;
        }
    }

    /// <summary>Names and values, such as a user's e-mail address, in the order of the file. Empty by default. They are in both files.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; }

    /// <summary>Makes a certificate with new keys.</summary>
    /// <param name="metadata">Names and values, or null for none.</param>
    /// <returns>The certificate, with a secret key.</returns>
    /// <exception cref="ArgumentException">A name or value cannot be written: see <see cref="FromPublicKey"/>.</exception>
    /// <exception cref="ZmqException">libzmq was built without CURVE (<c>ENOTSUP</c>).</exception>
    public static Certificate Create(IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        KeyValuePair<string, string>[] copy = Copy(metadata);
        byte* publicKey = stackalloc byte[CurveKeyPair.KeyLength + 1];
        Span<byte> secretKey = stackalloc byte[CurveKeyPair.KeyLength + 1];
        fixed (byte* pointer = secretKey)
        {
            if (Libzmq.zmq_curve_keypair(publicKey, pointer) != 0)
            {
                ThrowHelper.Throw(Libzmq.zmq_errno(), "generate a CURVE key pair");
            }
        }

        Certificate made = new(Encoding.ASCII.GetString(publicKey, CurveKeyPair.KeyLength), secretKey[..CurveKeyPair.KeyLength], copy);
        CryptographicOperations.ZeroMemory(secretKey);
        return made;
    }

    /// <summary>Makes a certificate of existing keys.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="metadata">Names and values, or null for none.</param>
    /// <returns>The certificate, with a secret key.</returns>
    /// <exception cref="ArgumentException"><paramref name="keys"/> is null, or a name or value cannot be written: see <see cref="FromPublicKey"/>.</exception>
    public static Certificate FromKeyPair(CurveKeyPair keys, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Span<byte> secretKey = stackalloc byte[CurveKeyPair.KeyLength];
        _ = Encoding.ASCII.GetBytes(keys.SecretKey, secretKey);
        Certificate made = new(keys.PublicKey, secretKey, Copy(metadata));
        CryptographicOperations.ZeroMemory(secretKey);
        return made;
    }

    /// <summary>Makes the certificate of a peer.</summary>
    /// <param name="publicKey">The peer's public key, 40 characters of Z85.</param>
    /// <param name="metadata">
    /// Names and values, or null for none. A name has letters, digits and <c>$ - _ @ . &amp; + /</c>, but no <c>/</c> at its ends. A value has
    /// no control characters except tabs; one with both kinds of quotes has no <c>#</c> and no blanks at its ends. The format cannot express
    /// others.
    /// </param>
    /// <returns>The certificate, without a secret key.</returns>
    /// <exception cref="ArgumentException">The key is null or no Z85 of 40 characters, or a name or value cannot be written.</exception>
    public static Certificate FromPublicKey(string publicKey, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        if (publicKey.Length != CurveKeyPair.KeyLength || !Ascii.IsValid(publicKey) || !Z85.IsValid(Encoding.ASCII.GetBytes(publicKey)))
        {
            throw new ArgumentException($"A public key is {CurveKeyPair.KeyLength} characters of Z85.", nameof(publicKey));
        }

        return new(publicKey, default, Copy(metadata));
    }

    /// <summary>Finds a value of the metadata.</summary>
    /// <param name="name">The name; upper and lower case differ.</param>
    /// <returns>The first value of that name, or null.</returns>
    public string? FindMetadata(string name)
    {
        foreach ((string candidate, string value) in Metadata)
        {
            if (string.Equals(candidate, name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Makes a socket the server of CURVE handshakes with this certificate.</summary>
    /// <param name="socket">A socket that is not bound or connected yet.</param>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is no secret key.</exception>
    /// <exception cref="ObjectDisposedException">The certificate was disposed.</exception>
    /// <exception cref="ZmqException">libzmq was built without CURVE (<c>EINVAL</c>).</exception>
    public void ApplyAsServer(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ReadOnlySpan<byte> secretKey = Secret();
        socket.CurveServer = true;
        socket.CurveSecretKey = secretKey;
    }

    /// <summary>Makes a socket a client of a CURVE server with this certificate.</summary>
    /// <param name="socket">A socket that is not bound or connected yet.</param>
    /// <param name="serverKey">The server's public key, 40 characters of Z85.</param>
    /// <exception cref="ArgumentException">An argument is null, or the key is no Z85 of 40 characters.</exception>
    /// <exception cref="InvalidOperationException">There is no secret key.</exception>
    /// <exception cref="ObjectDisposedException">The certificate was disposed.</exception>
    /// <exception cref="ZmqException">libzmq was built without CURVE (<c>EINVAL</c>).</exception>
    public void ApplyAsClient(Socket socket, string serverKey)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(serverKey);
        ReadOnlySpan<byte> secretKey = Secret();
        socket.CurveServerKey = Encoding.UTF8.GetBytes(serverKey);
        socket.CurvePublicKey = Encoding.ASCII.GetBytes(PublicKey);
        socket.CurveSecretKey = secretKey;
    }

    /// <summary>Copies the keys into a pair of strings, which cannot be overwritten.</summary>
    /// <returns>The pair.</returns>
    /// <exception cref="InvalidOperationException">There is no secret key.</exception>
    /// <exception cref="ObjectDisposedException">The certificate was disposed.</exception>
    public CurveKeyPair ToKeyPair() => new(PublicKey, Encoding.ASCII.GetString(Secret()));

    /// <summary>Overwrites the secret key in memory.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secretKey);
    }

    /// <summary>The public key.</summary>
    /// <returns>40 characters of Z85.</returns>
    public override string ToString() => PublicKey;

    private static KeyValuePair<string, string>[] Copy(IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        KeyValuePair<string, string>[] copy = [.. metadata ?? []];
        foreach ((string name, string value) in copy)
        {
            if (name is null || !Ascii.IsValid(name) || !ZplReader.IsName(Encoding.ASCII.GetBytes(name)))
            {
                throw new ArgumentException(
                    $"\"{name}\" is no name of metadata: letters, digits and $ - _ @ . & + /, and no / at its ends.", nameof(metadata));
            }

            if (value is null || ZplValue.Write(value) is null)
            {
                throw new ArgumentException(
                    $"The value of \"{name}\" cannot be written: it is null or no valid UTF-16, has control characters, or both kinds of quotes.",
                    nameof(metadata));
            }
        }

        return copy;
    }

    private ReadOnlySpan<byte> Secret() =>
        HasSecretKey
            ? SecretKey
            : throw new InvalidOperationException($"The certificate of {PublicKey} has no secret key; load the file whose name ends with _secret.");
}
