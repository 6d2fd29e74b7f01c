namespace ZmqNative.Actors;

/// <summary>Finds actors that wait for each other, and says so.</summary>
/// <remarks>
/// It follows the waits for room and for stops, from actor to actor; a stop also waits for the children. Where that leads to the actor
/// that begins to wait, or to one that waits for an answer of it, no wait of the circle can end. Waits for answers are only known from the
/// side of the actor that is asked.
/// </remarks>
internal static class WaitCircle
{
    // A wait within a handling is rare; one with more actors behind it than these ends with its time.
    private const int MostActors = 1000;
    private const int MostDescribed = 8;

    /// <summary>Looks for a circle that a wait closes.</summary>
    /// <returns>The waits of the circle as a text; null if there is none.</returns>
    public static string? Find(ActorWait wait)
    {
        List<(ActorCell Cell, string Asks)> members = ListAskers(wait.Actor);
        List<ActorWait> path = [wait];
        HashSet<ActorCell> visited = [];
        return Follow(wait, members, path, visited) is { } asks && path.TrueForAll(static step => step.IsCurrent)
            ? string.Join(", ", path) + asks
            : null;
    }

    /// <summary>Tells what an actor does at the moment, and whom it waits for.</summary>
    public static string Describe(ActorCell cell)
    {
        string text = cell.Context.Message is { } message
            ? $"'{cell.Address}' is handling a {message.GetType().Name}"
            : $"'{cell.Address}' is handling no message";
        for (int i = 0; i < MostDescribed && FirstWait(cell) is { } wait; i++)
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
        if (visited.Count >= MostActors || !visited.Add(cell))
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
