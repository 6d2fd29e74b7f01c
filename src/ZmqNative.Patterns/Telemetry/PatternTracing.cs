using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>Starts activities with the names of OpenTelemetry's messaging conventions; null, at no cost, without a listener.</summary>
/// <remarks>Listeners are user code. An exception of theirs must not end the loop that calls a handler, nor a request: only the activity is lost.</remarks>
internal static class PatternTracing
{
    public const string Destination = "messaging.destination.name";

    /// <summary>Whether there is a listener. To be read first: the other members have a cost.</summary>
    public static bool IsOn => PatternMetrics.Activities.HasListeners();

    /// <summary>Starts the activity of a publication.</summary>
    public static Activity? StartPublish(Pattern pattern, string? destination) =>
        Start("publish", ActivityKind.Producer, "send", pattern, destination, parent: default);

    /// <summary>Starts the activity of a request.</summary>
    public static Activity? StartRequest(Pattern pattern) =>
        Start("request", ActivityKind.Client, "send", pattern, pattern.Name, parent: default);

    /// <summary>Starts the activity of a handler, as the child of the sender's.</summary>
    public static Activity? StartProcess(Pattern pattern, string? destination, ActivityContext parent) =>
        Start("process", ActivityKind.Consumer, "process", pattern, destination, parent);

    /// <summary>Ends the activity of a handler or a request.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A listener may throw anything.")]
    public static void End(Activity? activity)
    {
        try
        {
            activity?.Dispose();
        }
        catch (Exception)
        {
            // It has stopped, and is still the current one.
            Activity.Current = activity?.Parent;
        }
    }

    /// <summary>Marks an activity as failed.</summary>
    public static void Fail(this Activity? activity, Exception exception) => activity?
        .SetStatus(ActivityStatusCode.Error, ErrorText.MessageOf(exception))
        .SetTag("error.type", exception.GetType().FullName);

    private static Activity? Start(
        string name, ActivityKind kind, string type, Pattern pattern, string? destination, ActivityContext parent) =>
        Start(name, kind, type, pattern.Name, destination, parent);

    /// <summary>Starts an activity.</summary>
    /// <param name="name">The name of the operation.</param>
    /// <param name="kind">The kind of the activity.</param>
    /// <param name="type">The type of the operation, one of the conventions.</param>
    /// <param name="client">The name of the pattern or broker.</param>
    /// <param name="destination">The destination, with few different values; null if there is none.</param>
    /// <param name="parent">The context of the sender; default for that of the calling code.</param>
    public static Activity? Start(
        string name, ActivityKind kind, string type, string client, string? destination, ActivityContext parent)
    {
        Activity? activity = TryStart(name, kind, parent);
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
                .SetTag("messaging.client.id", client);
            if (destination is not null)
            {
                _ = activity.SetTag(Destination, destination);
            }
        }

        return activity;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A listener may throw anything.")]
    private static Activity? TryStart(string name, ActivityKind kind, ActivityContext parent)
    {
        Activity? before = Activity.Current;
        try
        {
            return PatternMetrics.Activities.StartActivity(name, kind, parent);
        }
        catch (Exception)
        {
            Activity.Current = before;
            return null;
        }
    }
}
