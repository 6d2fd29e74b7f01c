using System.CommandLine;
using ZmqNative;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary><c>zmq cert show</c>.</summary>
internal sealed class CertShowVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "The public or the secret file" };
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object" };

    public CertShowVerb()
        : base(
            "show",
            "Shows the public key and the metadata of a certificate, and whether its secret key is there; never the secret key.",
            "zmq cert show server.key",
            "zmq cert show server.key --json")
    {
        Arguments.Add(_file);
        Options.Add(_json);
    }

    public override Task<int> RunAsync(Invocation run)
    {
        using Certificate certificate = Certificate.Load(run.Get(_file)!);
        Report report = new();
        report.Add("public-key", certificate.PublicKey);
        report.Add("secret-key", certificate.HasSecretKey ? "present" : "absent");
        foreach ((string name, string value) in certificate.Metadata)
        {
            report.Add(name, value);
        }

        run.Console.Write(run.Get(_json) ? report.ToJson() : report.ToText());
        return Task.FromResult(ExitCode.Success);
    }
}
