namespace ZmqTool.Tests;

/// <summary>A test with a folder of its own.</summary>
public abstract class TemporaryFolderTest
{
    private string _folder = string.Empty;

    protected string Folder => _folder;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("zmq-tool").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    protected string PathOf(string name) => Path.Combine(_folder, name);
}
