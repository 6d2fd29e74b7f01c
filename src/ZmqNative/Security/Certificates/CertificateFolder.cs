using System.Text;

namespace ZmqNative;

/// <summary>A folder with the public certificates of the clients that may connect. Changes count at the next lookup, without a restart.</summary>
/// <remarks>
/// <para>
/// Each file of the folder is a certificate, whatever its name, except those whose names end with <c>_secret</c> or <c>~</c> or begin with a dot. Secret
/// keys in them are passed over. Folders within it are not read. Symbolic links to files are followed. All files must be regular ones.
/// </para>
/// <para>
/// Files are compared by their content: neither time stamps nor sizes are used. A lookup reads the file that had the key again, so a key that
/// was removed or replaced is refused from the next lookup on. If no file is known for the key, the whole folder is read. That is limited: a scan begins
/// only when 9 times the duration of the last one has passed since its end, so that unknown keys cost at most a tenth of one core. In that time
/// new files are not seen, unless <see cref="Refresh"/> is called. A scan of 10,000 files takes about 0.12 s; a lookup of a known
/// key about 12 us, whatever the number of files, and one of an unknown key between two scans 40 ns.
/// </para>
/// <para>
/// A file that is not valid any more, such as one that another tool writes in place, keeps its last key for <see cref="GraceSeconds"/> seconds
/// from the first lookup or scan that finds it so. A file that was deleted does not: delete it to revoke its key. If several files have
/// the same key, it is valid until the last of them is gone.
/// </para>
/// <para>All members may be called from any thread. They access files, and so may block on a slow file system.</para>
/// </remarks>
public sealed class CertificateFolder
{
    /// <summary>The time in which a file that became invalid keeps its last key: 10 seconds.</summary>
    public const int GraceSeconds = 10;

    // A scan may take this part of the time.
    private const int Pause = 9;

    private readonly Lock _scanning = new();
    private readonly TimeProvider _time;
    private volatile FolderContents _contents;
    private long _noScanBefore;

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="timeProvider">The clock, or null for that of the system.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be read by this user.</exception>
    public CertificateFolder(string path, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _time = timeProvider ?? TimeProvider.System;
        Path = System.IO.Path.GetFullPath(path);
        _contents = FolderContents.Empty;
        Scan();
    }

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The number of different keys that the last scan found.</summary>
    public int Count => _contents.Count;

    /// <summary>The files that the last scan could not use, with the reasons; at most 100 of them.</summary>
    public IReadOnlyList<CertificateProblem> Problems => _contents.Problems;

    /// <summary>Whether a certificate of the folder has a public key.</summary>
    /// <param name="publicKey">The key: 40 characters of Z85 in ASCII, or 32 bytes, as the ZAP protocol has it. Any other length has no certificate.</param>
    /// <returns>True if one has it now.</returns>
    public bool Contains(ReadOnlySpan<byte> publicKey) => Find(publicKey) is not null;

    /// <summary>Whether a certificate of the folder has a public key.</summary>
    /// <param name="publicKey">The key, 40 characters of Z85.</param>
    /// <returns>True if one has it now.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="publicKey"/> is null.</exception>
    public bool Contains(string publicKey) => Find(publicKey) is not null;

    /// <summary>Finds the certificate with a public key.</summary>
    /// <param name="publicKey">The key: 40 characters of Z85 in ASCII, or 32 bytes, as the ZAP protocol has it. Any other length has no certificate.</param>
    /// <returns>The certificate as it is in its file now, without a secret key, or null.</returns>
    public Certificate? Find(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length switch
        {
            32 => Find(Z85.Encode(publicKey)),
            CurveKeyPair.KeyLength => Find(Encoding.Latin1.GetString(publicKey)),
            _ => null,
        };

    /// <summary>Finds the certificate with a public key.</summary>
    /// <param name="publicKey">The key, 40 characters of Z85.</param>
    /// <returns>The certificate as it is in its file now, without a secret key, or null.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="publicKey"/> is null.</exception>
    public Certificate? Find(string publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        FolderContents seen = _contents;
        if (seen.Find(publicKey, _time) is { } certificate)
        {
            return certificate;
        }

        if (_time.GetTimestamp() >= Volatile.Read(ref _noScanBefore))
        {
            TryScan(evenTooSoon: false);
        }

        FolderContents current = _contents;
        return current == seen ? null : current.Find(publicKey, _time);
    }

    /// <summary>Reads the whole folder now, such as after a change that must count before the next scan.</summary>
    /// <remarks>If the folder itself cannot be read, no key is found any more, and <see cref="Problems"/> has the reason.</remarks>
    public void Refresh() => TryScan(evenTooSoon: true);

    private void TryScan(bool evenTooSoon)
    {
        lock (_scanning)
        {
            // Several threads may have come for one scan.
            if (!evenTooSoon && _time.GetTimestamp() < _noScanBefore)
            {
                return;
            }

            try
            {
                Scan();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _contents = FolderContents.Unreadable(new CertificateProblem(Path, exception.Message));
            }
        }
    }

    private void Scan()
    {
        long began = _time.GetTimestamp();
        try
        {
            _contents = FolderContents.Scan(Path, _contents, _time);
        }
        finally
        {
            long now = _time.GetTimestamp();
            Volatile.Write(ref _noScanBefore, now + (Pause * (now - began)));
        }
    }
}
