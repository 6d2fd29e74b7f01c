namespace ZmqNative.Tests;

/// <summary>The <c>dotnet</c> that runs assemblies: of this process, unless a launcher of its own started it, as <c>dotnet run</c> does.</summary>
internal static class DotnetHost
{
    /// <summary>The path of the program, or its name where only the path of the system can find it.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}
