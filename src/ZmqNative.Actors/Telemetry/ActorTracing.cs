using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ZmqNative.Actors.Generated;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The activities of tells, asks, streams and handlings, with the names of OpenTelemetry's messaging conventions.</summary>
internal static class ActorTracing
{
    // The broker's own actors have addresses that begin so.
    private const char Internal = '$';

    /// <summary>Starts the activity of a tell. Only while there is a listener.</summary>
    public static Activity? StartTell(ActorRef to) => StartSend("tell", ActivityKind.Producer, to);

    /// <summary>Starts the activity of an ask or a stream. Only while there is a listener.</summary>
    public static Activity? StartAsk(ActorRef to) => StartSend("ask", ActivityKind.Client, to);

    /// <summary>Sends a message within an activity.</summary>
    public static async ValueTask TellAsync(ActorRef to, object message, CancellationToken cancellationToken)
    {
        Activity? activity = StartTell(to);
        try
        {
            await to.TellUntracedAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    /// <summary>Sends a message within an activity, without waiting.</summary>
    public static bool TryTell(ActorRef to, object message)
    {
        Activity? activity = StartTell(to);
        try
        {
            return to.TryTellUntraced(message);
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    /// <summary>Awaits an answer within an activity, which is not the caller's current one when this returns.</summary>
    public static async ValueTask<T> AskAsync<T>(ActorRef to, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Activity? activity = StartAsk(to);
        try
        {
            return await to.AskUntracedAsync<T>(message, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    /// <summary>Awaits the end of a call within an activity.</summary>
    public static async ValueTask AskCallAsync(ActorRef to, ActorCall call, TimeSpan? timeout, CancellationToken cancellationToken) =>
        _ = await AskAsync<CallCompleted?>(to, call, timeout, cancellationToken).ConfigureAwait(false);

    /// <summary>Starts the activity of a handling, as the child of the sender's.</summary>
    /// <returns>
    /// Null if the message has no trace context, unless it came from another process, and if a listener has thrown. Without a listener an
    /// activity that nobody sees, so that what the handler sends has the trace context, too.
    /// </returns>
    public static Activity? StartProcess(ActorCell cell, TrackedMessage message)
    {
        ActivityContext parent = message.Context;
        if ((parent == default && !(message.IsRemote && PatternTracing.IsOn)) || cell.Address[0] == Internal)
        {
            return null;
        }

        string template = ActorLabels.TemplateOf(cell);
        Activity? activity = PatternTracing.IsOn
            ? PatternTracing.Start("process", ActivityKind.Consumer, "process", cell.Owner.Options.Name, template, parent)
            : null;
        if (activity is not null)
        {
            Describe(activity, cell.Address, template);
        }
        else if (parent != default)
        {
            activity = Continue(parent);
        }

        return activity;
    }

    /// <summary>Starts an activity of no source, so that what is sent within it has the trace context.</summary>
    /// <returns>Null if it could not be started: a listener to all sources gets it, too, and is user code that may throw.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A listener may throw anything.")]
    public static Activity? Continue(ActivityContext parent)
    {
        Activity? before = Activity.Current;
        try
        {
            Activity activity = new Activity("process").SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            activity.TraceStateString = parent.TraceState;
            return activity.Start();
        }
        catch (Exception)
        {
            Activity.Current = before;
            return null;
        }
    }

    private static Activity? StartSend(string name, ActivityKind kind, ActorRef to)
    {
        (string address, string template) = to switch
        {
            RemoteRef remote => (remote.Address, remote.Template),
            ActorCell cell => (cell.Address, ActorLabels.TemplateOf(cell)),
            _ => (to.Address, to.Owner.TemplateOf(to.Address)),
        };
        Activity? activity = PatternTracing.Start(name, kind, "send", to.Owner.Options.Name, template, parent: default);
        Describe(activity, address, template);
        return activity;
    }

    private static void Describe(Activity? activity, string address, string template)
    {
        if (activity is { IsAllDataRequested: true } && address != template)
        {
            _ = activity.SetTag(PatternTracing.Destination, address).SetTag(ActorLabels.Attribute, template);
        }
    }
}
