namespace ZmqNative;

/// <summary>The result of one scan of a <see cref="CertificateFolder"/>. It does not change; its entries read their files again.</summary>
internal sealed class FolderContents
{
    private const int MaxProblems = 100;

    // Several files may have one key.
    private readonly Dictionary<string, FolderEntry[]> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FolderEntry> _byPath = new(StringComparer.Ordinal);
    private readonly List<CertificateProblem> _problems = [];

    private FolderContents()
    {
    }

    public static FolderContents Empty { get; } = new();

    public int Count => _byKey.Count;

    public IReadOnlyList<CertificateProblem> Problems => _problems;

    public static FolderContents Unreadable(CertificateProblem problem)
    {
        FolderContents contents = new();
        contents._problems.Add(problem);
        return contents;
    }

    /// <summary>Reads all files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="before">The contents that the last scan found: files that have become invalid may keep their keys for a while.</param>
    /// <param name="time">The clock.</param>
    public static FolderContents Scan(string folder, FolderContents before, TimeProvider time)
    {
        FolderContents contents = new();
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            if (IsCertificate(Path.GetFileName(path.AsSpan())))
            {
                contents.Add(before._byPath.TryGetValue(path, out FolderEntry? known) ? known : new FolderEntry(path), time);
            }
        }

        return contents;
    }

    /// <summary>Finds a key, if a file that had it has it still.</summary>
    public Certificate? Find(string publicKey, TimeProvider time)
    {
        if (_byKey.TryGetValue(publicKey, out FolderEntry[]? entries))
        {
            foreach (FolderEntry entry in entries)
            {
                if (entry.Read(time, out _) is { } certificate && string.Equals(certificate.PublicKey, publicKey, StringComparison.Ordinal))
                {
                    return certificate;
                }
            }
        }

        return null;
    }

    // Files with a dot in front are those that are being written, and those of version control; others leave copies with ~ at the end.
    private static bool IsCertificate(ReadOnlySpan<char> name) =>
        name[0] != '.' && name[^1] != '~' && !name.EndsWith(Certificate.SecretSuffix, StringComparison.Ordinal);

    private void Add(FolderEntry entry, TimeProvider time)
    {
        if (entry.Read(time, out string? problem) is { } certificate)
        {
            if (!_byPath.TryAdd(entry.Path, entry))
            {
                // A file that is replaced during the enumeration may be found twice.
                return;
            }

            string key = certificate.PublicKey;
            _byKey[key] = _byKey.TryGetValue(key, out FolderEntry[]? others) ? [.. others, entry] : [entry];
        }

        if (problem is not null && _problems.Count < MaxProblems)
        {
            _problems.Add(new CertificateProblem(entry.Path, problem));
        }
    }
}
