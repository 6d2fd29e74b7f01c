using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ZmqNative;

/// <summary>Reads and writes one file of a certificate.</summary>
internal static class CertificateFile
{
    /// <summary>The end of the name of a file that is being written. Its first character is a dot.</summary>
    public const string UnfinishedSuffix = ".tmp";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads a certificate.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withSecret">Whether a secret key is read; otherwise it is passed over.</param>
    /// <param name="ignorePermissions">Whether a secret key that others can access is read.</param>
    public static Certificate Read(string path, bool withSecret, bool ignorePermissions)
    {
        // A named pipe has the length 0, too, and would block the call that opens it; a symbolic link has the length of its text.
        FileInfo file = new(path);
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }

        if (file is { Exists: true, Length: 0 })
        {
            throw new CertificateException(path, 0, "it is empty");
        }

        // Other tools may replace the file meanwhile.
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Size(handle), pinned: true);
        try
        {
            int length = 0;
            while (length < buffer.Length && RandomAccess.Read(handle, buffer.AsSpan(length), length) is > 0 and int read)
            {
                length += read;
            }

            if (length > CertificateText.MaxSize)
            {
                throw new CertificateException(path, 0, $"it has more than {CertificateText.MaxSize:N0} bytes");
            }

            if (length == buffer.Length)
            {
                throw new CertificateException(path, 0, "it grew while it was read");
            }

            Certificate certificate = CertificateText.Read(buffer.AsSpan(0, length), path, withSecret);
            if (certificate.HasSecretKey && !ignorePermissions && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(handle) & Others) != 0)
            {
                certificate.Dispose();
                throw new CertificateException(
                    path, 0, "others than its owner can read or write the file with the secret key; chmod 600 prevents that");
            }

            return certificate;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>Replaces a file by a new one, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its contents, which are cleared if they are secret.</param>
    /// <param name="isSecret">Whether its owner alone may access it.</param>
    public static void Write(string path, byte[] text, bool isSecret)
    {
        string full = Path.GetFullPath(path);
        string unfinished = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}{UnfinishedSuffix}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (isSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        bool exists = false;
        try
        {
            using (FileStream stream = new(unfinished, options))
            {
                exists = true;
                stream.Write(text);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, full, overwrite: true);
            exists = false;
        }
        finally
        {
            if (exists)
            {
                File.Delete(unfinished);
            }

            if (isSecret)
            {
                CryptographicOperations.ZeroMemory(text);
            }
        }
    }

    // One byte more than the file has, so that one that grows meanwhile is seen, and no more than is allowed.
    private static int Size(SafeFileHandle handle) => (int)Math.Min(RandomAccess.GetLength(handle), CertificateText.MaxSize) + 1;
}
