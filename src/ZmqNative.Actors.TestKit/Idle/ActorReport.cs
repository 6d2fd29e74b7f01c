using System.Globalization;
using System.Text;

namespace ZmqNative.Actors.TestKit;

/// <summary>Describes what each actor of a broker is doing, for the text of a failed expectation.</summary>
internal static class ActorReport
{
    // More lines, and longer texts of messages, tell nothing more.
    private const int MaxActors = 50;
    private const int MaxText = 200;

    public static string Of(Broker broker)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"Actors ({broker.ActorCount}):");
        foreach (ActorCell cell in broker.Cells.OrderBy(static cell => cell.IsIdle).ThenBy(static cell => cell.Address, StringComparer.Ordinal).Take(MaxActors))
        {
            _ = text.AppendLine().Append("  ").Append(cell.Address).Append(": ").Append(Describe(cell));
            if (cell.MailboxCount > 0)
            {
                _ = text.Append(CultureInfo.InvariantCulture, $"; {cell.MailboxCount} messages in the mailbox");
            }

            if (cell.WaitingSenders > 0)
            {
                _ = text.Append(CultureInfo.InvariantCulture, $"; {cell.WaitingSenders} senders wait for space");
            }
        }

        if (broker.ActorCount > MaxActors)
        {
            _ = text.AppendLine().Append(CultureInfo.InvariantCulture, $"  and {broker.ActorCount - MaxActors} more");
        }

        if (broker.Failures > 0)
        {
            _ = text.AppendLine().Append(CultureInfo.InvariantCulture, $"Exceptions of actors: {broker.Failures}; set BrokerOptions.LoggerFactory to see them.");
        }

        return text.ToString();
    }

    /// <summary>Returns a message as text, cut to a line.</summary>
    public static string Show(object? message)
    {
        string text;
        try
        {
            text = message switch
            {
                null => "null",
                string given => $"\"{given}\"",
                _ => message.ToString() ?? string.Empty,
            };
        }
        catch (Exception exception)
        {
            // Such as frames that were disposed.
            text = exception.GetType().Name;
        }

        string type = message is null or string || text.StartsWith(message.GetType().Name, StringComparison.Ordinal) ? string.Empty : $"{message.GetType().Name} ";
        text = type + text.ReplaceLineEndings(" ");
        return text.Length <= MaxText ? text : $"{text.AsSpan(0, MaxText)}...";
    }

    private static string Describe(ActorCell cell)
    {
        if (cell.IsIdle)
        {
            return cell.Status switch
            {
                ActorStatus.Running => "idle",
                ActorStatus.Suspended => "waits for the end of a pause before its restart",
                ActorStatus.New => "waits for its predecessor at the address to stop",
                ActorStatus.Stopping or ActorStatus.Restarting => "waits for its children to stop",
                _ => $"{cell.Status}, and no turn is due",
            };
        }

        string work = cell.Context.Message is { } message ? $"its handling of {Show(message)}" : $"a hook or a system message ({cell.Status})";
        if (cell.Parts?.Pending is not { IsParked: true } pending)
        {
            return $"runs {work}, or is about to";
        }

        AwaitInspector inspector = new([]);
        return inspector.Inspect(pending.Awaiter) switch
        {
            AwaitState.Waits => $"waits in {work} for {inspector.Description}",
            AwaitState.Outside => $"waits in {work} for something outside of the broker: {inspector.Description}",
            _ => $"runs {work}, behind an await",
        };
    }
}
