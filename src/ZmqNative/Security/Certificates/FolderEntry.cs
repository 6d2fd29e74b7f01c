namespace ZmqNative;

/// <summary>One file of a <see cref="CertificateFolder"/>, and the last valid certificate that it had.</summary>
internal sealed class FolderEntry(string path)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(CertificateFolder.GraceSeconds);

    private readonly Lock _gate = new();
    private Certificate? _last;
    private long? _invalidSince;

    public string Path { get; } = path;

    /// <summary>Reads the file again.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="problem">What is wrong with the file, or null. There may be a certificate nevertheless: the last valid one.</param>
    /// <returns>The certificate, or null.</returns>
    public Certificate? Read(TimeProvider time, out string? problem)
    {
        // Under the lock, so that a slower reader does not bring older contents back.
        lock (_gate)
        {
            try
            {
                problem = null;
                _last = CertificateFile.Read(Path, withSecret: false, ignorePermissions: true);
                _invalidSince = null;
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                problem = "there is no such file: it was deleted meanwhile, or is a symbolic link to nothing";
                _last = null;
            }
            catch (Exception exception) when (exception is CertificateException or IOException or UnauthorizedAccessException)
            {
                problem = exception is CertificateException { Problem: var text, Line: var line }
                    ? line == 0 ? text : $"line {line}: {text}"
                    : exception.Message;
                long now = time.GetTimestamp();
                _invalidSince ??= now;
                if (time.GetElapsedTime(_invalidSince.Value, now) >= Grace)
                {
                    _last = null;
                }
            }

            return _last;
        }
    }
}
