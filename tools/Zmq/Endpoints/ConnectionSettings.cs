using System.CommandLine;
using ZmqNative;
using ZmqTool.Contexts;

namespace ZmqTool.Endpoints;

/// <summary>The endpoint of a verb, and the options of its connections.</summary>
internal sealed class ConnectionSettings
{
    private readonly Argument<string?> _endpoint = new("ENDPOINT")
    {
        Description = "Such as tcp://host:5555; @ in front binds, '>' connects; several are separated by commas. --context can give it",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _bind = new("--bind") { Description = "Endpoints without a prefix bind" };
    private readonly Option<bool> _connect = new("--connect") { Description = "Endpoints without a prefix connect" };
    private readonly Option<TimeSpan?> _timeout = Durations.Option(
        "--timeout", "The longest wait for a message, a reply or, without --wait, a peer; then the exit code is 3. Default: no limit");

    private readonly Option<TimeSpan?> _wait = Durations.Option(
        "--wait", "The longest wait for a peer. What sends waits without a limit by default, and not at all with 0");

    private readonly Option<TimeSpan?> _linger = Durations.Option(
        "--linger", "The longest time that messages in the queue are still sent at the end. Default 5 s");

    private readonly SecuritySettings _security;

    public ConnectionSettings(Command command)
    {
        command.Arguments.Add(_endpoint);
        foreach (Option option in (Option[])[_bind, _connect, _timeout, _wait, _linger])
        {
            command.Options.Add(option);
        }

        _security = new SecuritySettings(command);
    }

    /// <summary>The settings for <c>zmq context save</c>.</summary>
    public SavedContext Save(Invocation run, SavedContext context)
    {
        if (run.Has(_bind) || run.Has(_connect) || run.Has(_linger))
        {
            throw ToolException.Usage("A context keeps neither --bind, --connect nor --linger: put @ or > in front of the endpoint, which it keeps.");
        }

        return _security.Save(run, context with
        {
            Endpoint = run.Get(_endpoint) ?? context.Endpoint,
            Timeout = run.Get(_timeout)?.TotalSeconds ?? context.Timeout,
            Wait = run.Get(_wait)?.TotalSeconds ?? context.Wait,
        });
    }

    /// <summary>The longest wait for a message; null for none.</summary>
    public TimeSpan? Timeout(Invocation run) =>
        run.Get(_timeout) ?? Durations.FromSaved(run.Settings.Timeout, "timeout");

    /// <summary>The longest wait for a peer; null if neither option is given.</summary>
    public TimeSpan? Wait(Invocation run) =>
        run.Get(_wait) ?? Durations.FromSaved(run.Settings.Wait, "wait") ?? Timeout(run);

    /// <summary>Whether the longest wait for a peer was given.</summary>
    public bool HasWait(Invocation run) => (run.Get(_wait)?.TotalSeconds ?? run.Settings.Wait) is > 0;

    /// <summary>Waits for peers before sending; not with <c>--wait 0</c>.</summary>
    public async Task WaitForPeerAsync(Invocation run, ToolSocket socket, string what)
    {
        if (Wait(run) is not { Ticks: 0 })
        {
            await socket.WaitForPeersAsync(what, 1, Wait(run), run.Cancellation);
        }
    }

    /// <summary>Reads the endpoints.</summary>
    public List<Endpoint> Endpoints(Invocation run, bool bindByDefault)
    {
        if (run.Get(_bind) && run.Get(_connect))
        {
            throw ToolException.Usage("--bind and --connect exclude each other; @ and > stand in front of a single endpoint.");
        }

        string text = run.Get(_endpoint) ?? run.Settings.Endpoint
            ?? throw ToolException.Usage("The endpoint is missing, such as tcp://localhost:5555.");
        return Endpoint.ParseAll(text, run.Get(_bind) || (bindByDefault && !run.Get(_connect)));
    }

    /// <summary>Returns the security for endpoints.</summary>
    public Security? Security(Invocation run, IReadOnlyCollection<Endpoint> endpoints)
    {
        bool binds = endpoints.Any(static e => e.Binds);
        Security? security = _security.Create(run, binds);
        return security is not null && binds && endpoints.Any(static e => !e.Binds)
            ? throw ToolException.Usage("With authentication or encryption a socket either binds or connects: the side that binds is the server.")
            : security;
    }

    /// <summary>Opens the socket of a verb.</summary>
    /// <param name="run">The arguments.</param>
    /// <param name="type">The type of the socket.</param>
    /// <param name="bindByDefault">Whether endpoints without a prefix bind.</param>
    /// <param name="configure">Sets further options of the socket.</param>
    public async Task<ToolSocket> OpenAsync(Invocation run, SocketType type, bool bindByDefault, Action<Socket>? configure = null)
    {
        List<Endpoint> endpoints = Endpoints(run, bindByDefault);
        TimeSpan linger = run.Get(_linger) ?? TimeSpan.FromSeconds(5);
        return await ToolSocket.OpenAsync(run.Console, type, endpoints, Security(run, endpoints), linger, configure);
    }
}
