using System.Security.Cryptography;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A Curve25519 key pair for CURVE, in Z85.</summary>
/// <remarks>
/// Made by libzmq. <see cref="ToString"/> shows the public key alone, so that a secret does not slip into a log. A <see cref="Certificate"/> has
/// the keys in files, and its secret key can be overwritten in memory, which that of a pair cannot.
/// </remarks>
public sealed unsafe class CurveKeyPair
{
    /// <summary>The length of a key in Z85 characters: 40, for 32 bytes.</summary>
    public const int KeyLength = 40;

    /// <summary>Keeps a pair whose keys belong together.</summary>
    internal CurveKeyPair(string publicKey, string secretKey)
    {
        PublicKey = publicKey;
        SecretKey = secretKey;
    }

    /// <summary>The public key, 40 characters of Z85, for everybody.</summary>
    public string PublicKey { get; }

    /// <summary>The secret key, 40 characters of Z85, for its owner alone.</summary>
    public string SecretKey { get; }

    /// <summary>Makes a new pair.</summary>
    /// <returns>The pair.</returns>
    /// <exception cref="ZmqException">libzmq was built without CURVE (<c>ENOTSUP</c>).</exception>
    public static CurveKeyPair Generate()
    {
        byte* publicKey = stackalloc byte[KeyLength + 1];
        byte* secretKey = stackalloc byte[KeyLength + 1];
        if (Libzmq.zmq_curve_keypair(publicKey, secretKey) != 0)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), "generate a CURVE key pair");
        }

        CurveKeyPair pair = new(Read(publicKey), Read(secretKey));
        CryptographicOperations.ZeroMemory(new Span<byte>(secretKey, KeyLength));
        return pair;
    }

    /// <summary>Finds the public key of a secret one.</summary>
    /// <param name="secretKey">40 characters of Z85.</param>
    /// <returns>The pair.</returns>
    /// <exception cref="ArgumentException">The key is null, or no Z85 of 40 characters.</exception>
    /// <exception cref="ZmqException">libzmq was built without CURVE (<c>ENOTSUP</c>).</exception>
    public static CurveKeyPair FromSecret(string secretKey)
    {
        ArgumentNullException.ThrowIfNull(secretKey);
        Span<byte> secret = stackalloc byte[KeyLength + 1];
        secret.Clear();
        if (secretKey.Length != KeyLength || !Ascii.IsValid(secretKey)
            || Encoding.ASCII.GetBytes(secretKey, secret) != KeyLength || !Z85.IsValid(secret[..KeyLength]))
        {
            // The key itself stays out of the message.
            throw new ArgumentException($"A secret key is {KeyLength} characters of Z85.", nameof(secretKey));
        }

        byte* publicKey = stackalloc byte[KeyLength + 1];
        fixed (byte* pointer = secret)
        {
            if (Libzmq.zmq_curve_public(publicKey, pointer) != 0)
            {
                ThrowHelper.Throw(Libzmq.zmq_errno(), "derive a CURVE public key");
            }
        }

        CryptographicOperations.ZeroMemory(secret);
        return new CurveKeyPair(Read(publicKey), secretKey);
    }

    /// <summary>Makes a socket the server of CURVE handshakes with this pair.</summary>
    /// <param name="socket">A socket that is not bound or connected yet.</param>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ZmqException">libzmq was built without CURVE (<c>EINVAL</c>).</exception>
    public void ApplyAsServer(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.CurveServer = true;
        socket.CurveSecretKey = Encoding.ASCII.GetBytes(SecretKey);
    }

    /// <summary>Makes a socket a client of a CURVE server with this pair.</summary>
    /// <param name="socket">A socket that is not bound or connected yet.</param>
    /// <param name="serverKey">The server's public key, 40 characters of Z85.</param>
    /// <exception cref="ArgumentException">An argument is null, or the key is no Z85 of 40 characters.</exception>
    /// <exception cref="ZmqException">libzmq was built without CURVE (<c>EINVAL</c>).</exception>
    public void ApplyAsClient(Socket socket, string serverKey)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(serverKey);
        socket.CurveServerKey = Encoding.UTF8.GetBytes(serverKey);
        socket.CurvePublicKey = Encoding.ASCII.GetBytes(PublicKey);
        socket.CurveSecretKey = Encoding.ASCII.GetBytes(SecretKey);
    }

    /// <summary>The public key.</summary>
    /// <returns>40 characters of Z85.</returns>
    public override string ToString() => PublicKey;

    private static string Read(byte* key) => Encoding.ASCII.GetString(key, KeyLength);
}
