namespace ZmqNative.Tests;

/// <summary>A test with an empty folder of its own for certificates.</summary>
public abstract class CertificateTest : SocketTest
{
    /// <summary>The folder.</summary>
    protected string Folder { get; private set; } = null!;

    [SetUp]
    public void CreateFolder()
    {
        if (!Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without CURVE");
        }

        Folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;
    }

    [TearDown]
    public void DeleteFolder()
    {
        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The path of a file in the folder.</summary>
    protected string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes the certificate of a new client into the folder.</summary>
    protected string SaveClient(string name)
    {
        using Certificate client = Certificate.Create();
        client.SavePublic(At(name));
        return client.PublicKey;
    }
}
