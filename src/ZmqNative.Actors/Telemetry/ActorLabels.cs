using System.Collections.Concurrent;

namespace ZmqNative.Actors;

/// <summary>The values by which the metrics of one broker distinguish its actors: a limited number of them.</summary>
/// <remarks>
/// All actors of a registration have its template, such as <c>order/{id}</c>. Actors that were spawned have their addresses, and children of keyed actors
/// that of the template with their names; the first 256 of these, and what comes later has a common value.
/// </remarks>
internal sealed class ActorLabels
{
    /// <summary>The name of the attribute.</summary>
    public const string Attribute = "messaging.destination.template";

    /// <summary>The value for actors beyond the limit.</summary>
    public const string Other = "_other";

    private const int Limit = 256;

    private readonly ConcurrentDictionary<string, byte> _addresses = new(StringComparer.Ordinal);

    // The count of the dictionary takes all its locks.
    private int _count;

    /// <summary>Returns the value for an actor.</summary>
    public string Of(ActorCell cell)
    {
        if (cell.Registration is { } registration)
        {
            return registration.Template;
        }

        string template = TemplateOf(cell);
        if (_addresses.ContainsKey(template))
        {
            return template;
        }

        if (Volatile.Read(ref _count) >= Limit || Interlocked.Increment(ref _count) > Limit)
        {
            return Other;
        }

        if (!_addresses.TryAdd(template, 0))
        {
            _ = Interlocked.Decrement(ref _count);
        }

        return template;
    }

    /// <summary>Returns the address of an actor with the key of a registration replaced by its name; the number of values is not limited.</summary>
    public static string TemplateOf(ActorCell cell)
    {
        if (cell.Registration is { } registration)
        {
            return registration.Template;
        }

        ActorCell top = cell;
        while (top.Parent is { } parent)
        {
            top = parent;
        }

        return top.Registration is { } keyed ? string.Concat(keyed.Template, cell.Address.AsSpan(top.Address.Length)) : cell.Address;
    }
}
