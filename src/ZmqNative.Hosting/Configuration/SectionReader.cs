using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ZmqNative.Hosting;

/// <summary>Reads one section without reflection. Each error names its key.</summary>
internal sealed class SectionReader(IConfigurationSection section, Problems problems)
{
    private static readonly string[] ReceivingNames = ["Endpoints", "StaleAfter"];
    private static readonly string[] SubscribingNames =
        ["Endpoints", "StaleAfter", "Topic", "Topics", "Prefix", "Prefixes", "MessageId", "MessageIds"];

    /// <summary>Returns the keys of a section that are no options.</summary>
    public static IEnumerable<string> NamesFor(SocketKind kind) => kind switch
    {
        { Subscribes: true } => SubscribingNames,
        { Receives: true } => ReceivingNames,
        _ => ["Endpoints"],
    };

    /// <summary>Reports unknown keys, which are typing mistakes and would have no effect.</summary>
    public void CheckNames(IReadOnlyCollection<string> known)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                string near = Spelling.Nearest(child.Key, known) is { } name ? $" Did you mean {name}?" : string.Empty;
                problems.Add($"{child.Path} is unknown.{near} Known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    /// <summary>Applies the options of the section.</summary>
    public TOptions Read<TOptions>(TOptions options, IEnumerable<OptionKey<TOptions>> keys)
        where TOptions : class
    {
        foreach (OptionKey<TOptions> key in keys)
        {
            if (Value(key.Name, key.Allowed) is { } text)
            {
                if (key.Apply(options, text) is { } changed)
                {
                    options = changed;
                }
                else
                {
                    problems.Add($"{section.Path}:{key.Name}", text, key.Allowed);
                }
            }
        }

        return options;
    }

    /// <summary>Returns a reader of a section below this one, which may have only the given keys; null if there is no such section.</summary>
    public SectionReader? Below(string name, IReadOnlyCollection<string> known)
    {
        IConfigurationSection below = section.GetSection(name);
        if (!below.Exists())
        {
            return null;
        }

        if (below.Value is { } value)
        {
            problems.Add($"{below.Path} = \"{value}\" must have keys below it: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            return null;
        }

        SectionReader reader = new(below, problems);
        reader.CheckNames(known);
        return reader;
    }

    /// <summary>Returns a reader of a section below this one, whose keys were checked already; null if there is none.</summary>
    public SectionReader? Beneath(string name) => section.GetSection(name) is var below && below.Exists() ? new SectionReader(below, problems) : null;

    /// <summary>Returns readers of the sections below one, by their names. Each may have only the given keys.</summary>
    public IReadOnlyList<(string Name, SectionReader Reader)> Each(string name, IReadOnlyCollection<string> known)
    {
        IConfigurationSection parent = section.GetSection(name);
        if (!string.IsNullOrEmpty(parent.Value))
        {
            problems.Add($"{parent.Path} must have names below it, and no value of its own.");
        }

        List<(string, SectionReader)> found = [];
        SectionReader reader = new(parent, problems);
        foreach (IConfigurationSection child in parent.GetChildren())
        {
            if (child.Value is not null && !child.GetChildren().Any())
            {
                problems.Add($"{child.Path} must have keys below it: {string.Join(", ", known.Order(StringComparer.Ordinal))}. Its value is not shown here.");
            }
            else if (reader.Below(child.Key, known) is { } below)
            {
                found.Add((child.Key, below));
            }
        }

        return found;
    }

    /// <summary>Returns the names and texts below a key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Texts(string name)
    {
        List<KeyValuePair<string, string>> found = [];
        foreach (IConfigurationSection child in section.GetSection(name).GetChildren())
        {
            if (child.Value is { } text)
            {
                found.Add(new(child.Key, text));
            }
            else
            {
                problems.Add($"{child.Path} must have a text.");
            }
        }

        return found;
    }

    /// <summary>Returns whether the section has a value of a key.</summary>
    public bool Has(string name) => section.GetSection(name).Exists();

    /// <summary>Reports a problem of a key, or of the section itself if the name is empty.</summary>
    public void Report(string name, string problem) =>
        problems.Add($"{(name.Length > 0 ? $"{section.Path}:{name}" : section.Path)}{(problem.StartsWith(':') ? string.Empty : " ")}{problem}.");

    /// <summary>Reads a text that is not shown in errors; null if it is missing.</summary>
    public string? Secret(string name, Func<string, bool> isAllowed, string allowed)
    {
        if (Value(name, allowed) is not { } text)
        {
            return null;
        }

        if (isAllowed(text))
        {
            return text;
        }

        problems.Add($"{section.Path}:{name} is not allowed: {allowed}. Its value is not shown here.");
        return null;
    }

    /// <summary>Reads a time; null if it is missing.</summary>
    public TimeSpan? Duration(string name)
    {
        string allowed = Keys.Allowed(Keys.Shortest);
        if (Value(name, allowed) is not { } text)
        {
            return null;
        }

        if (DurationText.TryParse(text, out TimeSpan value) && Keys.IsWithin(value, Keys.Shortest))
        {
            return value;
        }

        problems.Add($"{section.Path}:{name}", text, allowed);
        return null;
    }

    /// <summary>Reads one text or an array of texts; null if the key is missing.</summary>
    public IReadOnlyList<string>? List(string name)
    {
        IConfigurationSection list = section.GetSection(name);
        if (list.Value is { Length: > 0 } one)
        {
            return [one];
        }

        // An empty text may be an empty array of one source of the configuration, to which another source adds.
        List<string> many = [.. list.GetChildren().Select(static child => child.Value ?? string.Empty)];
        return many.Count > 0 ? many : list.Value is null ? null : [string.Empty];
    }

    /// <summary>Reads one text or an array of texts, which may be empty or missing.</summary>
    /// <remarks>.NET gives an empty array as an empty text, which would be a prefix of all topics.</remarks>
    public IReadOnlyList<string> Many(string name)
    {
        IConfigurationSection list = section.GetSection(name);
        return list.Value is { Length: 0 } && !list.GetChildren().Any() ? [] : List(name) ?? [];
    }

    /// <summary>Reads the subscriptions; null if the section has none.</summary>
    public Subscriptions? Subscriptions()
    {
        string[] topics = [.. List("Topic") ?? [], .. Many("Topics")];
        string[] prefixes = [.. List("Prefix") ?? [], .. Many("Prefixes")];
        List<int> ids = [];
        foreach (string name in new[] { "MessageId", "MessageIds" })
        {
            foreach (string text in name == "MessageIds" ? Many(name) : List(name) ?? [])
            {
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                {
                    ids.Add(id);
                }
                else
                {
                    problems.Add($"{section.Path}:{name}", text, "a whole number from 0 on");
                }
            }
        }

        Subscriptions found = new(topics, prefixes, ids);
        return found.IsEmpty ? null : found;
    }

    private string? Value(string name, string allowed)
    {
        IConfigurationSection value = section.GetSection(name);
        if (value.Value is null && value.GetChildren().Any())
        {
            problems.Add($"{value.Path} has keys below it, but must be {allowed}.");
        }

        return value.Value;
    }
}
