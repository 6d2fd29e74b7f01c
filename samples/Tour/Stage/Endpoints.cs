namespace Tour.Stage;

/// <summary>Makes unused endpoints to bind.</summary>
internal sealed class Endpoints : IDisposable
{
    // An ipc:// wildcard would leave its socket in the current folder; a separate folder can be removed as a whole.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zmqnative-tour-");
    private int _last;

    public string Next(Transport transport)
    {
        int number = ++_last;
        return transport switch
        {
            Transport.Inproc => $"inproc://tour-{number}",
            Transport.Ipc => $"ipc://{Path.Combine(_folder.FullName, $"{number}")}",
            _ => "tcp://127.0.0.1:*",
        };
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A socket is still closing: the system removes the rest with its temporary files.
        }
    }
}
