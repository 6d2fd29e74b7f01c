using System.CommandLine;

namespace ZmqTool.Verbs;

/// <summary>The verbs, in the order of the help.</summary>
internal static class AllVerbs
{
    public static IEnumerable<Command> Create() =>
    [
        new SubVerb(),
        new PubVerb(),
        new ReqVerb(),
        new RepVerb(),
        new PushVerb(),
        new PullVerb(),
        new PairVerb(),
        new DealerVerb(),
        new RouterVerb(),
        new ProbeVerb(),
        new MonitorVerb(),
        new RecordVerb(),
        new ReplayVerb(),
        new ProxyVerb(),
        new BenchVerb(),
        new LatencyVerb(),
        new TopVerb(),
        new VerbGroup(
            "actor", "Talks to actors of other processes.", new ActorAskVerb(), new ActorTellVerb(), new ActorWatchVerb(), new ActorStreamVerb()),
        new VerbGroup("cert", "Makes and shows certificates of CURVE.", new CertNewVerb(), new CertListVerb(), new CertShowVerb()),
        new VerbGroup(
            "context", "Saves endpoints and options under names.", new ContextSaveVerb(), new ContextListVerb(), new ContextShowVerb(), new ContextRemoveVerb()),
        new CompletionsVerb(),
    ];
}
