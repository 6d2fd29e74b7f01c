namespace ZmqNative.Packages.Tests;

/// <summary>A program that <c>dotnet new</c> has created from one of our templates, and that gets our packages from the packed folder alone.</summary>
internal sealed class CreatedProgram
{
    private const string Name = "Created";

    private CreatedProgram(string folder) => Folder = folder;

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    private string File => Path.Combine(Folder, "bin", "Release", "net10.0", $"{Name}.dll");

    /// <summary>Creates and builds a program; a warning is an error.</summary>
    /// <param name="template">The short name of the template.</param>
    /// <param name="hive">The folder in which the templates are installed.</param>
    public static async Task<CreatedProgram> CreateAsync(string template, string hive)
    {
        CreatedProgram program = new(Path.Combine(Feed.Folder, template, Name));
        await Command.DotnetAsync(Feed.Folder, "new", template, "-o", program.Folder, "--debug:custom-hive", hive);
        await Command.DotnetAsync(
            program.Folder, ["build", "-c", "Release", .. Feed.Arguments, "-p:TreatWarningsAsErrors=true", "-p:NuGetAudit=false", "-v", "q"]);
        return program;
    }

    /// <summary>Starts it.</summary>
    public RunningProgram Start(params string[] arguments) => RunningProgram.Start(Folder, "dotnet", [File, .. arguments]);

    /// <summary>Runs it, and returns the lines that it has written.</summary>
    public async Task<string[]> RunAsync(params string[] arguments)
    {
        (int code, string output) = await Command.RunAsync(Folder, "dotnet", [File, .. arguments]);
        Assert.That(code, Is.Zero, output);
        return Consumer.Lines(output);
    }
}
