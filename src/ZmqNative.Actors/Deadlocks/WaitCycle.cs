namespace ZmqNative.Actors;

/// <summary>Finds cycles of actors that wait for each other, and describes them.</summary>
/// <remarks>
/// It follows the waits for space and for stops from actor to actor; a stop also waits for the children. If that leads to the actor that begins
/// to wait, or to one that waits for its answer, no wait of the cycle can end. A wait for an answer is known only from the actor that is asked.
/// </remarks>
internal static class WaitCycle
{
    // The limit of actors that are followed. A wait in a longer cycle ends with its time-out.
    private const int MaxActors = 1000;
    private const int MaxDescribed = 8;

    /// <summary>Looks for a cycle that a wait closes.</summary>
    /// <returns>The waits of the cycle as a text; null if there is none.</returns>
    public static string? Find(ActorWait wait)
    {
        List<(ActorCell Cell, string Asks)> members = ListAskers(wait.Actor);
        List<ActorWait> path = [wait];
        HashSet<ActorCell> visited = [];
        return Follow(wait, members, path, visited) is { } asks && path.TrueForAll(static step => step.IsCurrent)
            ? string.Join(", ", path) + asks
            : null;
    }

    /// <summary>Describes what an actor handles now, and what it waits for.</summary>
    public static string Describe(ActorCell cell)
    {
        string text = cell.Context.Message is { } message
            ? $"'{cell.Address}' is handling a {MessageName.Of(message)}"
            : $"'{cell.Address}' is handling no message";
        for (int i = 0; i < MaxDescribed && FirstWait(cell) is { } wait; i++)
        {
            text += $", {wait}";
            cell = wait.Awaited;
        }

        return $"{text}.";
    }

    private static ActorWait? FirstWait(ActorCell cell) =>
        cell.Parts?.Waits is { } waits ? Array.Find(waits.List(), static wait => wait.IsCurrent) : null;

    // The actor itself, the one that waits for its answer, the one that waits for an answer of that one, and so on.
    private static List<(ActorCell Cell, string Asks)> ListAskers(ActorCell actor)
    {
        List<(ActorCell Cell, string Asks)> members = [(actor, string.Empty)];
        ActorCell current = actor;
        string asks = string.Empty;
        while (current.Context.FindAsker() is { } asker && !members.Exists(member => member.Cell == asker))
        {
            asks = $", '{asker.Address}' waits for an answer of '{current.Address}'{asks}";
            members.Add((asker, asks));
            current = asker;
        }

        return members;
    }

    private static string? Follow(
        ActorWait wait, List<(ActorCell Cell, string Asks)> members, List<ActorWait> path, HashSet<ActorCell> visited)
    {
        foreach ((ActorCell cell, string asks) in members)
        {
            if (cell == wait.Awaited || (wait.ForStop && IsAncestor(wait.Awaited, cell)))
            {
                return asks;
            }
        }

        return FollowFrom(wait.Awaited, wait.ForStop, members, path, visited);
    }

    private static string? FollowFrom(
        ActorCell cell, bool withChildren, List<(ActorCell Cell, string Asks)> members, List<ActorWait> path, HashSet<ActorCell> visited)
    {
        if (visited.Count >= MaxActors || !visited.Add(cell))
        {
            return null;
        }

        foreach (ActorWait next in cell.Parts?.Waits?.List() ?? [])
        {
            if (next.IsCurrent)
            {
                path.Add(next);
                if (Follow(next, members, path, visited) is { } asks)
                {
                    return asks;
                }

                path.RemoveAt(path.Count - 1);
            }
        }

        foreach (ActorRef child in withChildren && cell.Parts?.Children is { } children ? children.List() : [])
        {
            if (FollowFrom((ActorCell)child, withChildren: true, members, path, visited) is { } asks)
            {
                return asks;
            }
        }

        return null;
    }

    private static bool IsAncestor(ActorCell ancestor, ActorCell cell)
    {
        for (ActorCell? parent = cell.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent == ancestor)
            {
                return true;
            }
        }

        return false;
    }
}
