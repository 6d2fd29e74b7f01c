using System.Diagnostics;

namespace ZmqNative.Patterns;

/// <summary>Activities under the names of OpenTelemetry's messaging conventions; null, and free, while nobody listens.</summary>
internal static class PatternTracing
{
    public const string Destination = "messaging.destination.name";

    /// <summary>Whether anybody would see an activity. Ask first: everything else costs.</summary>
    public static bool IsOn => PatternMetrics.Activities.HasListeners();

    /// <summary>Somebody publishes.</summary>
    public static Activity? StartPublish(Pattern pattern, string? destination) =>
        Start("publish", ActivityKind.Producer, "send", pattern, destination, parent: default);

    /// <summary>Somebody asks.</summary>
    public static Activity? StartRequest(Pattern pattern) =>
        Start("request", ActivityKind.Client, "send", pattern, pattern.Name, parent: default);

    /// <summary>A handler runs, on behalf of a sender elsewhere.</summary>
    public static Activity? StartProcess(Pattern pattern, string? destination, ActivityContext parent) =>
        Start("process", ActivityKind.Consumer, "process", pattern, destination, parent);

    /// <summary>Notes that it failed.</summary>
    public static void Fail(this Activity? activity, Exception exception) => activity?
        .SetStatus(ActivityStatusCode.Error, exception.Message)
        .SetTag("error.type", exception.GetType().FullName);

    private static Activity? Start(
        string name, ActivityKind kind, string type, Pattern pattern, string? destination, ActivityContext parent)
    {
        Activity? activity = PatternMetrics.Activities.StartActivity(name, kind, parent);
        if (activity is null)
        {
            return null;
        }

        activity.DisplayName = destination is null ? name : $"{name} {destination}";
        if (activity.IsAllDataRequested)
        {
            _ = activity.SetTag("messaging.system", PatternMetrics.System)
                .SetTag("messaging.operation.name", name)
                .SetTag("messaging.operation.type", type)
                .SetTag("messaging.client.id", pattern.Name);
            if (destination is not null)
            {
                _ = activity.SetTag(Destination, destination);
            }
        }

        return activity;
    }
}
