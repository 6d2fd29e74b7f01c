using System.IO.Compression;
using System.Text.RegularExpressions;

namespace ZmqNative.Packages.Tests;

/// <summary>The packages, packed once into a folder of their own.</summary>
[SetUpFixture]
internal sealed partial class Feed
{
    /// <summary>The names of the packages with code.</summary>
    public static string[] Names { get; } =
    [
        "ZmqNative", "ZmqNative.Patterns", "ZmqNative.Actors", "ZmqNative.Actors.TestKit", "ZmqNative.Hosting", "ZmqNative.Cluster", "ZmqNative.Cluster.Nats",
    ];

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    private static readonly string Fetched = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string RunVersion { get; } = $"run{DateTime.UtcNow:yyyyMMddHHmmss}";

    /// <summary>The folder that this run may fill.</summary>
    public static string Folder { get; private set; } = "";

    /// <summary>The folder of the packages.</summary>
    public static string Packages => Path.Combine(Folder, "feed");

    /// <summary>The version of all packages.</summary>
    public static string Version { get; private set; } = "";

    /// <summary>The arguments of commands that restore our packages from the packed folder.</summary>
    /// <remarks>
    /// The versions of our packages are in no other source. They are unpacked in the folder of this run; those of others stay where this machine has them.
    /// </remarks>
    public static string[] Arguments =>
    [
        $"-p:RestoreAdditionalProjectSources={Packages}", $"-p:RestorePackagesPath={Path.Combine(Folder, "packages")}", $"-p:RestoreFallbackFolders={Fetched}",
    ];

    /// <summary>Opens a package.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="extension"><c>nupkg</c>, or <c>snupkg</c> for the one of the symbols.</param>
    public static ZipArchive Open(string name, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Packages, $"{name}.{Version}.{extension}"));

    /// <summary>Packs the packages of a copy of the repository.</summary>
    /// <remarks>The version is that of this run alone: a cache has no package of it.</remarks>
    public static async Task PackAsync(string root, string packages)
    {
        foreach (string project in Names.Select(static name => $"src/{name}").Append("templates"))
        {
            await Command.DotnetAsync(
                root, "pack", Path.Combine(root, project), "-c", "Release", "-o", packages, $"-p:PackedAt={RunVersion}", "-v", "q");
        }
    }

    [OneTimeSetUp]
    public async Task PackOnceAsync()
    {
        if (Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") != "1" && !Requirement.PackedPrograms.IsMandatory)
        {
            throw Requirement.PackedPrograms.Missing("they pack, build and compile for some minutes, so they run in CI and with --long");
        }

        Folder = Directory.CreateTempSubdirectory("zmqnative-packed-").FullName;
        await PackAsync(Root, Packages);
        Version = PackageFile().Match(Path.GetFileName(Directory.GetFiles(Packages, "ZmqNative.Hosting.*.nupkg").Single())).Groups["version"].Value;
    }

    [OneTimeTearDown]
    public void Remove()
    {
        if (Folder.Length > 0)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ZmqNative.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The sources are not there.");
    }

    [GeneratedRegex(@"^ZmqNative\.Hosting\.(?<version>.+)\.nupkg$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageFile();
}
