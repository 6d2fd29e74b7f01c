using System.Diagnostics;
using System.Text.Json;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Analyzers.Tests;

/// <summary>Packs the packages and builds programs outside of the repository with them: each gets the analyzers once, with whatever package it names.</summary>
[NonParallelizable]
internal sealed class PackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private const string SocketProgram = """
        using ZmqNative;

        using Context context = new();
        using Socket socket = context.CreateSocket(SocketType.Dealer);
        Frame frame = socket.Receive();
        Task task = Task.Run(() => socket.Send("x"));
        socket.Send("y");
        await task;
        """;

    private const string ActorProgram = """


        await using ZmqNative.Actors.Broker broker = new();
        Example example = new();
        ZmqNative.Actors.ActorRef actor = broker.Spawn("example", () => example);
        example.Sum = 1;
        Action tell = () => actor.TellAsync(1);

        sealed class Example : ZmqNative.Actors.Actor
        {
            public int Sum { get; set; }

            public override async ValueTask ReceiveAsync(object message, ZmqNative.Actors.ActorContext context)
            {
                Thread.Sleep(1);
                await context.Self.AskAsync<int>(1);
            }
        }
        """;

    // What the program of a package refers to; Patterns has handlers, but no actors.
    private const string PatternProgram = """


        await using ZmqNative.Patterns.Puller puller = new("inproc://a");
        puller.Handle(message => Thread.Sleep(1));
        await using ZmqNative.Patterns.Pusher pusher = new("inproc://b");
        Action push = () => pusher.PushAsync("x");
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly (string Package, string Program, string[] Rules)[] Consumers =
    [
        ("ZmqNative", SocketProgram, [Rules.UndisposedId, Rules.SharedSocketId]),
        ("ZmqNative.Patterns", SocketProgram + PatternProgram, [Rules.BlockingId, Rules.UndisposedId, Rules.UnawaitedId, Rules.SharedSocketId]),
        ("ZmqNative.Actors", SocketProgram + ActorProgram, All),
        ("ZmqNative.Hosting", SocketProgram + ActorProgram, All),
    ];

    private static string[] All =>
        [Rules.BlockingId, Rules.UndisposedId, Rules.UnawaitedId, Rules.SelfWaitId, Rules.SharedSocketId, Rules.OutsideStateId];

    [Test]
    public async Task Each_package_brings_the_analyzers_once()
    {
        if (Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") != "1" && !Requirement.Packages.IsMandatory)
        {
            throw Requirement.Packages.Missing("it packs and builds for a minute, so it runs in CI and with --long");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("zmqnative-packages-");
        try
        {
            foreach ((string package, _, _) in Consumers)
            {
                await RunAsync("pack", ReadmeFile.Find($"src/{package}"), "--no-build", "-c", Configuration, "-o", Path.Combine(folder.FullName, "feed"), "--nologo", "-v", "q");
            }

            WriteSources(folder.FullName);
            foreach ((string package, string program, string[] rules) in Consumers)
            {
                Assert.That(await BuildAsync(folder.FullName, package, program), Is.EqualTo(rules), package);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The packages of this repository come from the feed alone, all others from those that were fetched before, or from the usual source.
    private static void WriteSources(string folder)
    {
        string fetched = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(fetched);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="feed" />
                <add key="fetched" value="{fetched}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="ZmqNative*" /></packageSource>
                <packageSource key="fetched"><package pattern="*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    /// <summary>Builds a program with one package.</summary>
    /// <returns>The ids of our rules that were reported, one for each report.</returns>
    private static async Task<string[]> BuildAsync(string folder, string package, string program)
    {
        string project = Path.Combine(folder, $"Uses.{package}");
        Directory.CreateDirectory(project);
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), program);
        await File.WriteAllTextAsync(Path.Combine(project, $"Uses.{package}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
                <ErrorLog>$(MSBuildProjectDirectory)/log.sarif,version=2.1</ErrorLog>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="*-*" />
              </ItemGroup>
            </Project>
            """);
        await RunAsync("build", project, "--nologo", "-v", "q");
        using JsonDocument log = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(project, "log.sarif")));
        return
        [
            .. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
                .Select(static result => result.GetProperty("ruleId").GetString()!)
                .Where(static id => id.StartsWith("ZMQ0", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using CancellationTokenSource limit = new(Patience);
        ProcessStartInfo start = new("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // A build server that outlives the build would keep its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.Zero, $"dotnet {string.Join(' ', arguments)}\n{output}{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
