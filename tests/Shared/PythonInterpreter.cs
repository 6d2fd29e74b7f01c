using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace ZmqNative.Tests;

/// <summary>Finds a Python for peers in that language.</summary>
internal static class PythonInterpreter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<(string, string), string?> Found = new();

    /// <summary>Returns the program of a Python that has a module. Ends the test if there is none.</summary>
    /// <param name="module">The name of the module, such as <c>zmq</c>.</param>
    /// <param name="requirement">The name of the package, for the text.</param>
    /// <param name="variable">The environment variable that may name a program, which is the only one that is tried then.</param>
    public static string With(string module, Requirement requirement, string variable = "ZMQNATIVE_PYTHON") =>
        Found.GetOrAdd((module, variable), static key => Find(key.Item1, key.Item2))
        ?? throw requirement.Missing($"no Python that has it was found; {variable} may name one");

    private static string? Find(string module, string variable)
    {
        // Debian's interpreter first: its packages are installed for that one.
        string[] candidates = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen ? [chosen] : ["/usr/bin/python3", "python3", "python"];
        return Array.Find(candidates, program => Has(program, module));
    }

    private static bool Has(string program, string module)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, ["-c", $"import {module}"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            return process.WaitForExit(Patience) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // The program is not installed.
            return false;
        }
    }
}
