using ZmqNative.Hosting;

namespace ZmqNative.Cluster.Nats;

/// <summary>The keys of the section <c>Cluster</c> of a broker.</summary>
internal static class NatsClusterKeys
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Cluster";

    private const string Endpoints = "Endpoints";
    private const int MaxShards = 65_536;
    private const int LeastBytes = 1024;
    private const int MaxAttempts = 1000;
    private const int LeastHeld = 8;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    private static readonly OptionKey<NatsClusterPlan>[] All =
    [
        Keys.Text<NatsClusterPlan>("Url", static (o, v) => o with { Url = v }),
        new("Name", "1 to 32 letters, digits, hyphens and underscores", static (o, v) => NatsClusterOptions.IsName(v) ? o with { Engine = o.Engine with { Name = v } } : null),
        Keys.Whole<NatsClusterPlan>("Replicas", 1, NatsClusterOptions.MaxReplicas, static (o, v) => o with { Engine = o.Engine with { Replicas = (int)v } }),
        Keys.Whole<NatsClusterPlan>("Shards", 1, MaxShards, static (o, v) => o with { Options = o.Options with { Shards = (int)v } }),
        Keys.Duration<NatsClusterPlan>("LeaseTime", Least, static (o, v) => o with { Options = o.Options with { LeaseTime = v } }),
        Keys.DurationOrNone<NatsClusterPlan>("Margin", Keys.Shortest, static (o, v) => o with { Options = o.Options with { Margin = v } }),
        Keys.Flag<NatsClusterPlan>("TakesShards", static (o, v) => o with { Options = o.Options with { TakesShards = v } }),
        Keys.Whole<NatsClusterPlan>("MaxMoves", 1, MaxShards, static (o, v) => o with { Options = o.Options with { MaxMoves = (int)v } }),
        Keys.Whole<NatsClusterPlan>("MaxWaitingPerShard", 0, 1 << 20, static (o, v) => o with { Options = o.Options with { MaxWaitingPerShard = (int)v } }),
        Keys.Duration<NatsClusterPlan>("LeaveTimeout", Least, static (o, v) => o with { Options = o.Options with { LeaveTimeout = v } }),
        Keys.Duration<NatsClusterPlan>("DurableTimeout", Least, static (o, v) => o with { Options = o.Options with { DurableTimeout = v } }),
        Keys.Whole<NatsClusterPlan>("MaxDurableInFlight", 1, 1 << 16, static (o, v) => o with { Options = o.Options with { MaxDurableInFlight = (int)v } }),
        Keys.Duration<NatsClusterPlan>("DuplicateWindow", Least, static (o, v) => WithLog(o, o.Options.DurableLog with { DuplicateWindow = v })),
        Keys.DurationOrNone<NatsClusterPlan>("TopicsMaxAge", Least, static (o, v) => WithLog(o, o.Options.DurableLog with { TopicsMaxAge = v })),
        Keys.WholeOrNone<NatsClusterPlan>("TopicsMaxBytes", LeastBytes, static (o, v) => WithLog(o, o.Options.DurableLog with { TopicsMaxBytes = v })),
        Keys.WholeOrNone<NatsClusterPlan>("TellsMaxBytes", LeastBytes, static (o, v) => WithLog(o, o.Options.DurableLog with { TellsMaxBytes = v })),
        Keys.Whole<NatsClusterPlan>("TellAttempts", 1, MaxAttempts, static (o, v) => WithTells(o, o.Options.DurableTells with { MaxAttempts = (int)v })),
        Keys.Duration<NatsClusterPlan>("TellFirstPause", Least, static (o, v) => WithTells(o, o.Options.DurableTells with { FirstPause = v })),
        Keys.Duration<NatsClusterPlan>("TellMaxPause", Least, static (o, v) => WithTells(o, o.Options.DurableTells with { MaxPause = v })),
        Keys.Whole<NatsClusterPlan>("TellsPerShard", LeastHeld, 1 << 16, static (o, v) => WithTells(o, o.Options.DurableTells with { MaxHeldPerShard = (int)v })),
    ];

    public static IReadOnlyList<string> Names => [.. All.Select(static key => key.Name), Endpoints];

    /// <summary>Reads the section, which overrides what the code has set.</summary>
    public static NatsClusterPlan Read(SectionReader reader, NatsClusterPlan plan)
    {
        plan = reader.Read(plan, All);
        try
        {
            return reader.Many(Endpoints) is { Count: > 0 } endpoints ? plan with { Options = plan.Options with { Endpoints = endpoints } } : plan;
        }
        catch (ArgumentException exception)
        {
            reader.Report(Endpoints, $": {exception.Message}");
            return plan;
        }
    }

    private static NatsClusterPlan WithLog(NatsClusterPlan plan, DurableLogSettings log) => plan with { Options = plan.Options with { DurableLog = log } };

    private static NatsClusterPlan WithTells(NatsClusterPlan plan, DurableTellOptions tells) => plan with { Options = plan.Options with { DurableTells = tells } };
}
