namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The folder of the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ZmqNative.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests are not in the repository.");
        }

        return folder;
    }
}
