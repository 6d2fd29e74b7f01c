using System.CommandLine;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;
using ZmqTool.Endpoints;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary>A verb for an actor of another process.</summary>
internal abstract class ActorVerb : Verb
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly Argument<string> _address = new("ADDRESS")
    {
        Description = "The endpoint of the broker and the address of the actor, such as tcp://host:5570/order/42",
    };

    private readonly Option<TimeSpan?> _timeout = Durations.Option("--timeout", "The longest wait for the broker, and for an answer; default 5 s");
    private readonly ActorPayload _payload;
    private readonly SecuritySettings _security;

    protected ActorVerb(string name, string description, params string[] examples)
        : base(name, description, examples)
    {
        Arguments.Add(_address);
        Options.Add(_timeout);
        _payload = new ActorPayload(this);
        _security = new SecuritySettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        (string endpoint, string address) = Split(run.Get(_address)!);
        TimeSpan timeout = run.Get(_timeout) ?? Durations.FromSaved(run.Settings.Timeout, "timeout") ?? DefaultTimeout;
        await using Broker broker = new(new BrokerOptions
        {
            AskTimeout = timeout,
            Serializer = _payload.CreateSerializer(run),
            Connecting = new BrokerClientOptions { AskTimeout = timeout, TellTimeout = timeout, Security = _security.Create(run, isServer: false)?.Options },
        });
        try
        {
            await RunAsync(run, new ActorTarget(broker, broker.Actor($"{endpoint}/{address}"), timeout));
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is AskTimeoutException or TellTimeoutException)
        {
            throw ToolException.TimedOut($"{exception.Message} 'zmq probe {endpoint}' tells whether the broker can be reached.");
        }
    }

    /// <summary>Does the work.</summary>
    protected abstract Task RunAsync(Invocation run, ActorTarget target);

    /// <summary>The message of an actor.</summary>
    protected object Message(Invocation run, IReadOnlyList<ReadOnlyMemory<byte>> frames) => _payload.Create(run, frames);

    /// <summary>Shows an answer.</summary>
    protected static void Show(MessageWriter writer, byte[] answer)
    {
        writer.Write([answer]);
        writer.Flush();
    }

    private static (string Endpoint, string Address) Split(string text)
    {
        int transport = text.IndexOf("://", StringComparison.Ordinal);
        int slash = transport < 0 ? -1 : text.IndexOf('/', transport + 3);
        return slash > 0 && text.StartsWith("tcp://", StringComparison.Ordinal) && slash < text.Length - 1
            ? (text[..slash], text[(slash + 1)..])
            : throw ToolException.Usage($"'{text}' is no address of an actor: these look like tcp://host:5570/order/42.");
    }
}
