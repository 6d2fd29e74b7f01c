using ZmqNative.Tests.Readme;

namespace ZmqNative.Actors.Generator.Tests;

/// <summary>Compares a text with a file of the folder Snapshots. With ZMQNATIVE_SNAPSHOTS=1 it writes the file: read the difference then.</summary>
internal static class Snapshot
{
    public static void Match(string text, string name)
    {
        string file = ReadmeFile.Find($"tests/ZmqNative.Actors.Generator.Tests/Snapshots/{name}.txt");
        if (Environment.GetEnvironmentVariable("ZMQNATIVE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.That(File.Exists(file), $"there is no {file}: run with ZMQNATIVE_SNAPSHOTS=1 to write it");
        Assert.That(text, Is.EqualTo(File.ReadAllText(file).ReplaceLineEndings("\n")), $"differs from {file}; ZMQNATIVE_SNAPSHOTS=1 writes it");
    }
}
