using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The text form of a certificate, that of CZMQ and pyzmq: ZPL with the sections <c>metadata</c> and <c>curve</c>.</summary>
internal static class CertificateText
{
    /// <summary>The number of bytes that a file may have: far more than any certificate needs.</summary>
    public const int MaxSize = 65_536;

    private const string Metadata = "metadata";
    private const string Curve = "curve";
    private const string PublicKey = "public-key";
    private const string SecretKey = "secret-key";

    // CZMQ writes this where a certificate has no secret key: 32 zeros in Z85.
    private static readonly byte[] NoKey = [.. Enumerable.Repeat((byte)'0', CurveKeyPair.KeyLength)];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a certificate, into memory that the garbage collector does not move.</summary>
    public static byte[] Write(Certificate certificate, ReadOnlySpan<byte> secretKey)
    {
        StringBuilder text = new();
        _ = text
            .Append(secretKey.IsEmpty
                ? "#   A CURVE certificate of ZeroMQ with the public key alone, for every peer.\n"
                : "#   A SECRET CURVE certificate of ZeroMQ. Do not give this file to anybody, nor change its permissions.\n")
            .Append("#   Written by ZmqNative in ZPL, ZeroMQ RFC 4.\n\n")
            .Append(Metadata).Append('\n');
        foreach ((string name, string value) in certificate.Metadata)
        {
            _ = text.Append("    ").Append(name).Append(" = ").Append(ZplValue.Write(value)).Append('\n');
        }

        _ = text.Append(Curve).Append('\n').Append("    ").Append(PublicKey).Append(" = \"").Append(certificate.PublicKey).Append("\"\n");
        if (secretKey.IsEmpty)
        {
            return Encoding.UTF8.GetBytes(text.ToString());
        }

        // The secret itself never is in a string, which could not be cleared.
        ReadOnlySpan<byte> before = Encoding.UTF8.GetBytes(text.Append("    ").Append(SecretKey).Append(" = \"").ToString());
        byte[] bytes = GC.AllocateUninitializedArray<byte>(before.Length + secretKey.Length + 2, pinned: true);
        before.CopyTo(bytes);
        secretKey.CopyTo(bytes.AsSpan(before.Length));
        "\"\n"u8.CopyTo(bytes.AsSpan(before.Length + secretKey.Length));
        return bytes;
    }

    /// <summary>Reads a certificate.</summary>
    /// <param name="text">The contents of the file.</param>
    /// <param name="path">The file, for the exception.</param>
    /// <param name="withSecret">Whether a secret key is read; otherwise it is passed over.</param>
    /// <exception cref="CertificateException">It is no valid certificate.</exception>
    public static Certificate Read(ReadOnlySpan<byte> text, string path, bool withSecret)
    {
        List<KeyValuePair<string, string>> metadata = [];
        ReadOnlySpan<byte> publicKey = default;
        ReadOnlySpan<byte> secretKey = default;
        ReadOnlySpan<byte> section = default;
        ZplReader reader = new(text);
        while (reader.Read())
        {
            if (reader.Level == 0)
            {
                section = reader.Name;
            }
            else if (reader.Level == 1 && section.SequenceEqual("metadata"u8))
            {
                metadata.Add(new(Encoding.ASCII.GetString(reader.Name), Text(reader, path)));
            }
            else if (reader.Level == 1 && section.SequenceEqual("curve"u8) && reader.Name.SequenceEqual("public-key"u8))
            {
                publicKey = Key(reader, publicKey, path, PublicKey);
            }
            else if (reader.Level == 1 && section.SequenceEqual("curve"u8) && reader.Name.SequenceEqual("secret-key"u8))
            {
                secretKey = Key(reader, secretKey, path, SecretKey);
            }
        }

        if (reader.Problem is { } problem)
        {
            throw new CertificateException(path, reader.Line, problem);
        }

        if (publicKey.IsEmpty)
        {
            throw new CertificateException(path, 0, "it has no public-key in a section curve");
        }

        if (withSecret && secretKey.IsEmpty && path.EndsWith(Certificate.SecretSuffix, StringComparison.Ordinal))
        {
            throw new CertificateException(path, 0, "it has no secret-key in a section curve");
        }

        if (secretKey.SequenceEqual(NoKey))
        {
            secretKey = default;
        }

        if (!secretKey.IsEmpty && !Belong(publicKey, secretKey))
        {
            throw new CertificateException(path, 0, "the public key does not belong to the secret key");
        }

        return new Certificate(Encoding.ASCII.GetString(publicKey), withSecret ? secretKey : default, metadata);
    }

    private static string Text(ZplReader reader, string path)
    {
        try
        {
            return Strict.GetString(reader.Value);
        }
        catch (DecoderFallbackException)
        {
            throw new CertificateException(path, reader.Line, "the value is no UTF-8");
        }
    }

    private static ReadOnlySpan<byte> Key(ZplReader reader, ReadOnlySpan<byte> before, string path, string name)
    {
        if (!before.IsEmpty)
        {
            throw new CertificateException(path, reader.Line, $"there is a second {name}");
        }

        if (reader.Value.Length != CurveKeyPair.KeyLength || !Z85.IsValid(reader.Value))
        {
            throw new CertificateException(
                path, reader.Line, $"the {name} is no Z85 of {CurveKeyPair.KeyLength} characters; it needs quotes, as # begins a comment");
        }

        return reader.Value;
    }

    private static unsafe bool Belong(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> secretKey)
    {
        byte* derived = stackalloc byte[CurveKeyPair.KeyLength + 1];
        Span<byte> terminated = stackalloc byte[CurveKeyPair.KeyLength + 1];
        secretKey.CopyTo(terminated);
        terminated[^1] = 0;
        try
        {
            fixed (byte* secret = terminated)
            {
                // Fails only without CURVE, and then no socket takes the keys either.
                return Libzmq.zmq_curve_public(derived, secret) != 0
                    || publicKey.SequenceEqual(new ReadOnlySpan<byte>(derived, CurveKeyPair.KeyLength));
            }
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(terminated);
        }
    }
}
