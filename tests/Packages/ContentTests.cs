using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace ZmqNative.Packages.Tests;

/// <summary>The contents of the packages.</summary>
internal sealed class ContentTests
{
    private static readonly string[] RandomEntries = ["package/services/", "_rels/", "[Content_Types].xml"];

    [TestCaseSource(typeof(Feed), nameof(Feed.Names))]
    public void A_package_has_its_page_icon_documentation_and_licence(string name)
    {
        using ZipArchive package = Feed.Open(name);
        Assert.That(
            package.Entries.Select(static entry => entry.FullName),
            Is.SupersetOf(new[] { "README.md", "icon.png", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml" }));
        XElement metadata = XDocument.Parse(Read(package, $"{name}.nuspec")).Root!.Elements().First();
        Assert.That(Value("license"), Is.EqualTo("MIT"));
        Assert.That(Value("readme"), Is.EqualTo("README.md"));
        Assert.That(Value("icon"), Is.EqualTo("icon.png"));
        Assert.That(Value("description"), Has.Length.GreaterThan(40));
        Assert.That(Read(package, "README.md"), Does.StartWith($"# {name}"));
        XElement? repository = metadata.Elements().FirstOrDefault(static element => element.Name.LocalName == "repository");
        Assert.That(repository?.Attribute("commit")?.Value, Has.Length.EqualTo(40));
        Assert.That(repository?.Attribute("url")?.Value ?? "https://", Does.StartWith("https://"));

        string? Value(string element) => metadata.Elements().FirstOrDefault(found => found.Name.LocalName == element)?.Value;
    }

    [TestCaseSource(typeof(Feed), nameof(Feed.Names))]
    public void The_symbols_are_in_a_package_beside_it(string name)
    {
        using ZipArchive symbols = Feed.Open(name, "snupkg");
        Assert.That(symbols.Entries.Select(static entry => entry.FullName), Does.Contain($"lib/net10.0/{name}.pdb"));
    }

    [Test]
    public void The_binding_has_the_natives_of_all_platforms_that_were_built_with_their_licences()
    {
        using ZipArchive package = Feed.Open("ZmqNative");
        string runtimes = Path.Combine(Feed.Root, "native", "runtimes");
        string[] built = [.. Directory.GetFiles(runtimes, "libzmq.*", SearchOption.AllDirectories)
            .Where(static file => !file.EndsWith(".new", StringComparison.Ordinal))
            .Select(file => $"runtimes/{Path.GetRelativePath(runtimes, file).Replace('\\', '/')}")];
        Assert.That(built, Is.Not.Empty);
        string[] texts = ["THIRD-PARTY-NOTICES.md", "licences/libsodium/LICENSE", "licences/sha1/license.txt", "licences/wepoll/license.txt"];
        Assert.That(
            package.Entries.Select(static entry => entry.FullName),
            Is.SupersetOf(built.Concat(texts).Append("buildTransitive/ZmqNative.targets")).And.None.EndsWith(".new"));
        Assert.That(package.Entries.Select(static entry => entry.FullName), Has.Some.StartsWith("licences/libzmq/"));
    }

    [TestCaseSource(typeof(Feed), nameof(Feed.Names))]
    public void No_path_of_the_machine_is_in_a_package(string name)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        byte[][] paths = [.. new[] { Feed.Root, Path.Combine(home, ".nuget") }
            .SelectMany(static path => new[] { Encoding.UTF8.GetBytes(path), Encoding.Unicode.GetBytes(path) })];
        foreach (string extension in new[] { "nupkg", "snupkg" })
        {
            using ZipArchive package = Feed.Open(name, extension);
            foreach (ZipArchiveEntry entry in package.Entries)
            {
                byte[] content = ReadAll(entry);
                Assert.That(Array.Exists(paths, path => content.AsSpan().IndexOf(path) >= 0), Is.False, $"{name}.{extension}: {entry.FullName}");
            }
        }
    }

    [Test]
    public async Task A_build_in_another_folder_gives_the_same_bytes()
    {
        string copy = Path.Combine(Feed.Folder, "copy");
        await CopySourcesAsync(copy);
        string packages = Path.Combine(Feed.Folder, "other");
        await Feed.PackAsync(copy, packages);
        foreach (string name in Feed.Names)
        {
            using ZipArchive package = Feed.Open(name);
            await using ZipArchive other = await ZipFile.OpenReadAsync(Path.Combine(packages, $"{name}.{Feed.Version}.nupkg"));
            Assert.That(Hashes(other), Is.EqualTo(Hashes(package)), name);
        }
    }

    // What git knows, as it is in the working copy, its history, and the natives, which are no sources of these packages.
    private static async Task CopySourcesAsync(string copy)
    {
        (int code, string files) = await Command.RunAsync(Feed.Root, "git", "ls-files", "--cached", "--others", "--exclude-standard");
        Assert.That(code, Is.Zero, files);
        foreach (string file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Files("native/runtimes")).Concat(Files("native/static")).Concat(Files("native/licences")))
        {
            string source = Path.Combine(Feed.Root, file);
            if (File.Exists(source))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
                File.Copy(source, Path.Combine(copy, file));
            }
        }

        (code, string head) = await Command.RunAsync(Feed.Root, "git", "rev-parse", "--path-format=absolute", "--git-common-dir", "HEAD");
        Assert.That(code, Is.Zero, head);
        string[] lines = head.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (code, head) = await Command.RunAsync(copy, "git", "clone", "--quiet", "--no-checkout", "--shared", lines[0], "history");
        Assert.That(code, Is.Zero, head);
        Directory.Move(Path.Combine(copy, "history", ".git"), Path.Combine(copy, ".git"));
        (code, head) = await Command.RunAsync(copy, "git", "update-ref", "--no-deref", "HEAD", lines[1]);
        Assert.That(code, Is.Zero, head);
    }

    private static IEnumerable<string> Files(string folder)
    {
        string full = Path.Combine(Feed.Root, folder);
        return Directory.Exists(full)
            ? Directory.GetFiles(full, "*", SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(Feed.Root, file))
            : [];
    }

    private static string[] Hashes(ZipArchive package) =>
    [
        .. package.Entries
            .Where(static entry => !Array.Exists(RandomEntries, start => entry.FullName.StartsWith(start, StringComparison.Ordinal)))
            .Select(static entry => $"{entry.FullName} {Convert.ToHexString(SHA256.HashData(ReadAll(entry)))}")
            .Order(StringComparer.Ordinal),
    ];

    private static string Read(ZipArchive package, string entry) => Encoding.UTF8.GetString(ReadAll(package.GetEntry(entry)!)).TrimStart('\uFEFF');

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using MemoryStream all = new();
        content.CopyTo(all);
        return all.ToArray();
    }
}
