namespace ZmqNative;

/// <content>Certificates in files.</content>
public sealed partial class Certificate
{
    /// <summary>The end of the name of each secret file.</summary>
    internal const string SecretSuffix = "_secret";

    // pyzmq always adds it, CZMQ never.
    private const string KeySuffix = ".key";

    /// <summary>Reads a certificate of CZMQ, pyzmq or <see cref="Save"/>.</summary>
    /// <param name="path">
    /// The public or the secret file. For a public one, the secret file beside it (the same name and <c>_secret</c>) is read if it exists: it has both
    /// keys. If neither exists, <c>.key</c> is added to the name, as pyzmq does.
    /// </param>
    /// <param name="unsafeIgnorePermissions">
    /// Whether a secret key is read from a file that others than its owner can read or write. Default false: it is refused, on Unix. pyzmq
    /// creates such files, unless the umask prevents it; <c>chmod 600</c> corrects that. On Windows permissions are not checked.
    /// </param>
    /// <returns>The certificate; without a secret key if the public file alone exists.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CertificateException">
    /// The file is no valid certificate, has more than 64 KiB, has keys that do not belong together, or has a secret key that others can access.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read by this user.</exception>
    public static Certificate Load(string path, bool unsafeIgnorePermissions = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string found = Array.Find([path + SecretSuffix, path, path + KeySuffix + SecretSuffix, path + KeySuffix], File.Exists) ?? path;
        return CertificateFile.Read(found, withSecret: true, unsafeIgnorePermissions);
    }

    /// <summary>Reads the public key and the metadata of a certificate, even where its secret file is beside it.</summary>
    /// <param name="path">The public file. If it does not exist, <c>.key</c> is added to the name, as pyzmq does.</param>
    /// <returns>The certificate, without a secret key.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CertificateException">The file is no valid certificate, or has more than 64 KiB.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read by this user.</exception>
    public static Certificate LoadPublic(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CertificateFile.Read(Array.Find([path, path + KeySuffix], File.Exists) ?? path, withSecret: false, ignorePermissions: true);
    }

    /// <summary>
    /// Writes the public file and, if there is a secret key, the secret file beside it, whose name has <c>_secret</c> at its end.
    /// </summary>
    /// <param name="path">
    /// The public file, in an existing folder. Choose a name that ends with <c>.key</c> if pyzmq's <c>load_certificates</c> reads the folder, as it
    /// ignores others; CZMQ takes any name.
    /// </param>
    /// <remarks>
    /// <para>
    /// Each file is written under another name in the same folder, flushed to the disk and renamed, so a reader finds the whole old file or the
    /// whole new one, also after a crash. The secret file is replaced first: it has both keys, so that what <see cref="Load"/> finds in between
    /// belongs together. A symbolic link is replaced by the file.
    /// </para>
    /// <para>
    /// On Unix only the owner can read and write the secret file (mode 600), from its creation on. On Windows it gets the permissions that the
    /// folder passes on.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or ends with <c>_secret</c>.</exception>
    /// <exception cref="ObjectDisposedException">The certificate was disposed.</exception>
    /// <exception cref="IOException">The files cannot be written, such as where the folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written by this user.</exception>
    public void Save(string path)
    {
        ThrowIfSecretName(path);
        if (HasSecretKey)
        {
            CertificateFile.Write(path + SecretSuffix, CertificateText.Write(this, SecretKey), isSecret: true);
        }

        SavePublic(path);
    }

    /// <summary>Writes the public file alone, as <see cref="Save"/> does.</summary>
    /// <param name="path">The public file, in an existing folder.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or ends with <c>_secret</c>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written by this user.</exception>
    public void SavePublic(string path)
    {
        ThrowIfSecretName(path);
        CertificateFile.Write(path, CertificateText.Write(this, default), isSecret: false);
    }

    private static void ThrowIfSecretName(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.EndsWith(SecretSuffix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"{path} is the name of a secret file; give that of the public one, without {SecretSuffix}.", nameof(path));
        }
    }
}
