using System.CommandLine;
using ZmqTool.Endpoints;
using ZmqTool.Probing;

namespace ZmqTool.Verbs;

/// <summary><c>zmq probe</c>.</summary>
internal sealed class ProbeVerb : Verb
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly Argument<string?> _endpoint = new("ENDPOINT")
    {
        Description = "A tcp:// or ipc:// endpoint to which a client would connect; several are separated by commas",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<TimeSpan?> _timeout = Durations.Option("--timeout", "The longest time of each step; default 5 s");
    private readonly SecuritySettings _security;
    private readonly SocketTypeOption _type;
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object for each endpoint" };

    public ProbeVerb()
        : base(
            "probe",
            "Tells what is at an endpoint: whether it can be reached, the version of ZMTP, the mechanism, the socket type, the round trip, what "
                + "authentication says, and why a handshake fails. It sends no message, and takes none.",
            "zmq probe tcp://localhost:5555",
            "zmq probe tcp://prod.example:5555 --curve-server-key prod.key --curve-key me.key",
            "zmq probe tcp://localhost:5555 --json")
    {
        Arguments.Add(_endpoint);
        Options.Add(_timeout);
        _security = new SecuritySettings(this);
        _type = new SocketTypeOption(
            this, fallback: null, "With PLAIN and CURVE: the type to connect with. Without it several are tried, but none that would take messages");
        Options.Add(_json);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        string text = run.Get(_endpoint) ?? run.Settings.Endpoint
            ?? throw ToolException.Usage("The endpoint is missing, such as tcp://localhost:5555.");
        TimeSpan timeout = run.Get(_timeout) ?? DefaultTimeout;
        Security? security = _security.Create(run, isServer: false);
        Prober prober = new(run.Console, timeout, security?.Options, new TypeTrials(_type.TryGet(run)));
        int worst = ExitCode.Success;
        bool isFirst = true;
        foreach (Endpoint endpoint in Endpoint.ParseAll(text, bindByDefault: false))
        {
            if (endpoint.Binds)
            {
                throw ToolException.Usage($"'{endpoint.Address}': a probe connects. Give the address of the peer.");
            }

            run.Cancellation.ThrowIfCancellationRequested();
            ProbeReport report = await prober.ProbeAsync(endpoint.Address, run.Cancellation);
            string lines = run.Get(_json) ? report.ToReport().ToJson() : report.ToReport().ToText();
            run.Console.Write(isFirst || run.Get(_json) ? lines : "\n" + lines);
            isFirst = false;
            worst = Math.Max(worst, report.ExitCode);
        }

        return worst;
    }
}
