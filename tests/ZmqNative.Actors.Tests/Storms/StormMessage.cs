using System.Text.Json.Serialization;

namespace ZmqNative.Actors.Tests;

/// <summary>One numbered message of a storm.</summary>
internal sealed record StormMessage(int Id, int Sender, StormKind Kind) : IConsistentHashKey
{
    [JsonIgnore]
    public RoutingKey ConsistentHashKey => Id % 97;
}

/// <summary>The reaction of the actor to a message.</summary>
internal enum StormKind
{
    Handle,
    HandleLater,
    AnswerLater,
    Stash,
    Unstash,
    Crash,
    CrashLater,
    Shrug,
    Die,
    Escalate,
}

/// <summary>The exception of failing actors.</summary>
internal sealed class StormException(SupervisionDirective directive) : Exception($"{directive}")
{
    public SupervisionDirective Directive => directive;

    public static Supervision Supervision(TimeSpan backoff) => new()
    {
        Decider = static exception => exception is StormException storm ? storm.Directive : SupervisionDirective.Restart,
        MaxRestarts = int.MaxValue,
        InitialBackoff = backoff,
        MaxBackoff = TimeSpan.FromMilliseconds(5),
    };
}

[JsonSerializable(typeof(StormMessage))]
internal sealed partial class StormJson : JsonSerializerContext;
