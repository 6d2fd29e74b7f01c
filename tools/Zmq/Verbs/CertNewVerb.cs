using System.CommandLine;
using ZmqNative;

namespace ZmqTool.Verbs;

/// <summary><c>zmq cert new</c>.</summary>
internal sealed class CertNewVerb : Verb
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The public file; the secret one is beside it, with _secret at its end",
    };

    private readonly Option<string?> _name = new("--name") { Description = "The name of the owner, in the metadata", HelpName = "TEXT" };
    private readonly Option<string[]> _metadata = new("--meta") { Description = "Further metadata; repeated for several", HelpName = "NAME=VALUE" };
    private readonly Option<bool> _force = new("--force") { Description = "Replaces an existing certificate" };

    public CertNewVerb()
        : base(
            "new",
            "Makes a certificate of CURVE: a public file, and a secret one that only its owner can read. CZMQ and pyzmq read both.",
            "zmq cert new server.key",
            "zmq cert new clients/alice.key --name Alice --meta team=weather")
    {
        Arguments.Add(_file);
        Options.Add(_name);
        Options.Add(_metadata);
        Options.Add(_force);
    }

    public override Task<int> RunAsync(Invocation run)
    {
        string file = run.Get(_file)!;
        string secret = file + "_secret";
        if (!run.Get(_force) && (File.Exists(file) || File.Exists(secret)))
        {
            throw ToolException.Failure($"{file} or {secret} exists. --force replaces it: clients and servers that have its key will then be refused.");
        }

        List<KeyValuePair<string, string>> metadata = [];
        if (run.Get(_name) is { } name)
        {
            metadata.Add(new("name", name));
        }

        foreach (string pair in run.Get(_metadata) ?? [])
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            metadata.Add(equals > 0 ? new(pair[..equals], pair[(equals + 1)..]) : throw ToolException.Usage($"--meta '{pair}' is not NAME=VALUE."));
        }

        using Certificate certificate = Certificate.Create(metadata);
        certificate.Save(file);
        run.Console.WriteLine(certificate.PublicKey);
        run.Console.Note($"{file} is for the other side; keep {secret} secret");
        return Task.FromResult(ExitCode.Success);
    }
}
