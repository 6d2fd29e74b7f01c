using System.Runtime.InteropServices;

namespace ZmqNative.Packages.Tests;

/// <summary>A copy of the program in Consumer/, outside of the repository, that gets our packages from the packed folder alone.</summary>
internal sealed class Consumer
{
    /// <summary>The lines that the program writes first: an answer over CURVE, and the error of an endpoint that is none.</summary>
    public static readonly string[] Echoes = ["echo, alice", "nonsense: 22"];

    private Consumer(string folder) => Folder = folder;

    /// <summary>The platform of this machine, as packages name it.</summary>
    public static string Platform { get; } = RuntimeInformation.RuntimeIdentifier;

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>The folder that it is published to.</summary>
    public string Output => Path.Combine(Folder, "out");

    /// <summary>The file of the program in <see cref="Output"/>.</summary>
    public string Program => Path.Combine(Output, OperatingSystem.IsWindows() ? "Consumer.exe" : "Consumer");

    /// <summary>Copies the program.</summary>
    /// <param name="name">The name of its folder.</param>
    public static Consumer Create(string name)
    {
        string folder = Path.Combine(Feed.Folder, name);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return new Consumer(folder);
    }

    /// <summary>Publishes it.</summary>
    /// <param name="arguments">Further arguments of the command.</param>
    /// <returns>What the command wrote.</returns>
    public Task<string> PublishAsync(params string[] arguments) => DotnetAsync("publish", ["-c", "Release", "-o", Output, .. arguments]);

    /// <summary>Runs a command of .NET in its folder.</summary>
    public Task<string> DotnetAsync(string command, params string[] arguments) =>
        Command.DotnetAsync(Folder, [command, $"-p:FeedVersion=[{Feed.Version}]", .. Feed.Arguments, "-v", "q", .. arguments]);

    /// <summary>Runs the published program.</summary>
    /// <returns>The lines that it wrote.</returns>
    public async Task<string[]> RunAsync()
    {
        (int code, string output) = await Command.RunAsync(Folder, Program);
        Assert.That(code, Is.Zero, output);
        return Lines(output);
    }

    /// <summary>Splits an output.</summary>
    public static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
