using System.Security.Cryptography;
using System.Text;

namespace Tour.Stage;

/// <summary>The material that the tour sends: the files of the repository, or those in the folder of the program if there is no repository.</summary>
internal sealed class Material
{
    private const string RepositoryMark = "ZmqNative.slnx";

    // Enough for each throughput, and small enough to be read and kept in memory.
    private const long LargestFile = 16 << 20;
    private const long LargestTotal = 64 << 20;
    private const int MostQuestions = 4096;
    private const int FewestQuestions = 64;

    // Build outputs and other files that are not sources: after a full native build a repository has gigabytes of them.
    private static readonly HashSet<string> Skipped =
        new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "artifacts", "build", "sources", "tools" };

    private static readonly HashSet<string> TextEndings =
        new(StringComparer.OrdinalIgnoreCase) { ".cs", ".md", ".props", ".csproj", ".cake", ".sh", ".json" };

    // A folder of another user is left out, as such a file is.
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    private Material(string folder, bool isRepository, IReadOnlyList<SourceFile> files)
    {
        Folder = folder;
        IsRepository = isRepository;
        Files = files;
        Questions = MakeQuestions(files);
    }

    public string Folder { get; }

    public bool IsRepository { get; }

    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Lines of the text files, in no particular order but always the same.</summary>
    public IReadOnlyList<Question> Questions { get; }

    public long TotalBytes => Files.Sum(static file => (long)file.Content.Length);

    public static Material Load()
    {
        string program = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string? repository = FindRepository(program);
        string folder = repository ?? program;

        List<SourceFile> files = [];
        long total = 0;
        foreach (string path in Walk(folder, skipBuilds: repository is not null))
        {
            if (TryRead(path, Math.Min(LargestFile, LargestTotal - total)) is { } content)
            {
                total += content.Length;
                files.Add(new SourceFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), content));
            }
        }

        return files.Count > 0
            ? new Material(folder, repository is not null, files)
            : throw new TourFailedException($"There are no files to send in {folder}.");
    }

    private static string? FindRepository(string start)
    {
        for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, RepositoryMark)))
            {
                return folder;
            }
        }

        return null;
    }

    private static IEnumerable<string> Walk(string folder, bool skipBuilds)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", Readable).Order(StringComparer.Ordinal))
        {
            yield return file;
        }

        foreach (string child in Directory.EnumerateDirectories(folder, "*", Readable).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(child);
            bool skip = name.StartsWith('.')
                || (skipBuilds && Skipped.Contains(name))
                || new DirectoryInfo(child).LinkTarget is not null;
            foreach (string file in skip ? [] : Walk(child, skipBuilds))
            {
                yield return file;
            }
        }
    }

    private static byte[]? TryRead(string path, long most)
    {
        try
        {
            return new FileInfo(path).Length <= most ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Deleted meanwhile, or not readable: other files are enough.
            return null;
        }
    }

    private static List<Question> MakeQuestions(IReadOnlyList<SourceFile> files)
    {
        IEnumerable<string> lines = files
            .Where(static file => TextEndings.Contains(Path.GetExtension(file.Name)))
            .SelectMany(static file => Encoding.UTF8.GetString(file.Content.Span).Split('\n'))
            .Select(static line => line.Trim())
            .Where(static line => line.Length > 10);
        List<Question> questions = [.. lines.Take(MostQuestions).Select(MakeQuestion)];

        // Beside a published program there may be no text at all; the names of files are real, too.
        for (int i = 0; questions.Count < FewestQuestions; i++)
        {
            SourceFile file = files[i % files.Count];
            questions.Add(MakeQuestion($"{i} {file.Name} {Convert.ToHexStringLower(file.Sha256)}"));
        }

        return questions;
    }

    private static Question MakeQuestion(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new Question(text, bytes, SHA256.HashData(bytes));
    }
}
