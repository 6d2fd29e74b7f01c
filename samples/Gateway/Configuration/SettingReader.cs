using System.Globalization;

namespace ZmqNative.Samples.Gateway;

/// <summary>Reads one section value by value, and keeps a sentence about each that cannot be used.</summary>
internal sealed class SettingReader(IConfigurationSection section)
{
    private readonly List<string> _failures = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string Text(string key, string fallback)
    {
        string text = Value(key) ?? fallback;
        return text.Length > 0 ? text : Fail(key, text, "it must not be empty", fallback);
    }

    /// <summary>Reads a secret, empty if there is none. A failure does not have its text.</summary>
    public string Secret(string key, int least)
    {
        string secret = Value(key) ?? string.Empty;
        if (secret.Length > 0 && secret.Length < least)
        {
            _failures.Add($"{section.Path}:{key} is too short: it needs {least} characters or more.");
        }

        return secret;
    }

    public int Number(string key, int fallback, int least, int most) => (int)Number(key, (long)fallback, least, most);

    public long Number(string key, long fallback, long least, long most)
    {
        if (Value(key) is not { } text)
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : Fail(key, text, $"allowed is a whole number from {least} to {most}", fallback);
    }

    public string Choice(string key, string fallback, string[] allowed)
    {
        string text = Value(key) ?? fallback;
        return allowed.Contains(text, StringComparer.Ordinal) ? text : Fail(key, text, $"allowed are {string.Join(" and ", allowed)}", fallback);
    }

    /// <summary>Checks that a number is not higher than another one.</summary>
    public void RequireOrder(string lowerKey, long lower, string upperKey, long upper)
    {
        if (lower > upper)
        {
            _failures.Add($"{section.Path}:{upperKey} is '{upper}': it must not be less than {section.Path}:{lowerKey}, which is {lower}.");
        }
    }

    public bool Flag(string key, bool fallback)
    {
        if (Value(key) is not { } text)
        {
            return fallback;
        }

        return bool.TryParse(text, out bool flag) ? flag : Fail(key, text, "allowed are true and false", fallback);
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (Value(key) is not { } text)
        {
            return fallback;
        }

        // A number without a unit would be days.
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan duration) && duration >= least && duration <= most
            ? duration
            : Fail(key, text, $"allowed is a time span such as 00:00:05, from {least:c} to {most:c}", fallback);
    }

    public string Endpoints(string key, string fallback, bool mayBeEmpty)
    {
        string text = Value(key)?.Trim() ?? fallback;
        if (text.Length == 0)
        {
            return mayBeEmpty ? text : Fail(key, text, "it must not be empty", fallback);
        }

        foreach (string endpoint in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (EndpointSyntax.Complain(endpoint) is { } complaint)
            {
                return Fail(key, text, complaint, fallback);
            }
        }

        return text;
    }

    /// <summary>All failures, including unknown keys, which are typing mistakes.</summary>
    public IReadOnlyList<string> Finish()
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!_known.Contains(child.Key))
            {
                _failures.Add($"{child.Path} is not known; known are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }

        return _failures;
    }

    private string? Value(string key)
    {
        _known.Add(key);
        return section[key];
    }

    private T Fail<T>(string key, string value, string reason, T fallback)
    {
        _failures.Add($"{section.Path}:{key} is '{value}': {reason}.");
        return fallback;
    }
}
