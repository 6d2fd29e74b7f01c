using System.CommandLine;
using ZmqNative;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary><c>zmq cert list</c>.</summary>
internal sealed class CertListVerb : Verb
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The folder", DefaultValueFactory = static _ => "." };
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object a line" };

    public CertListVerb()
        : base(
            "list",
            "Lists the certificates of a folder: public key, whether the secret key is there, file and name.",
            "zmq cert list clients",
            "zmq cert list clients --json")
    {
        Arguments.Add(_folder);
        Options.Add(_json);
    }

    public override Task<int> RunAsync(Invocation run)
    {
        string folder = run.Get(_folder)!;
        if (!Directory.Exists(folder))
        {
            throw ToolException.Failure($"There is no folder {folder}.");
        }

        int unreadable = 0;
        foreach (string file in Directory.GetFiles(folder).Where(IsPublic).Order(StringComparer.Ordinal))
        {
            try
            {
                Show(run, file);
            }
            catch (CertificateException exception)
            {
                unreadable++;
                run.Console.Complain($"zmq: {exception.Message}");
            }
        }

        return Task.FromResult(unreadable == 0 ? ExitCode.Success : ExitCode.Failure);
    }

    // As CertificateFolder reads a folder.
    private static bool IsPublic(string file) =>
        Path.GetFileName(file) is var name && !name.StartsWith('.') && !name.EndsWith('~') && !name.EndsWith("_secret", StringComparison.Ordinal);

    private void Show(Invocation run, string file)
    {
        using Certificate certificate = Certificate.LoadPublic(file);
        string secret = File.Exists(file + "_secret") ? "secret" : "public";
        string? name = certificate.FindMetadata("name");
        if (!run.Get(_json))
        {
            run.Console.WriteLine($"{certificate.PublicKey}  {secret}  {Path.GetFileName(file)}{(name is null ? string.Empty : $"  {name}")}");
            return;
        }

        Report report = new();
        report.Add("public-key", certificate.PublicKey);
        report.Add("secret-key", secret == "secret" ? "present" : "absent");
        report.Add("file", Path.GetFileName(file));
        if (name is not null)
        {
            report.Add("name", name);
        }

        run.Console.Write(report.ToJson());
    }
}
