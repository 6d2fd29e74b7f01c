using System.Globalization;

namespace ZmqTool.Top;

/// <summary>Reads the text format of Prometheus.</summary>
internal static class PrometheusText
{
    /// <summary>A line: a name, its labels and a value.</summary>
    public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        /// <summary>The labels as tags, without some of them.</summary>
        public string Tags(params ReadOnlySpan<string> without)
        {
            List<string> tags = [];
            foreach ((string name, string value) in Labels)
            {
                if (!without.Contains(name))
                {
                    tags.Add($"{name}={value}");
                }
            }

            return string.Join(',', tags);
        }
    }

    /// <summary>Reads all samples; lines that are none are passed over.</summary>
    /// <param name="text">The text.</param>
    /// <param name="types">Gets the type of each name: counter, gauge, histogram.</param>
    public static List<Sample> Parse(string text, Dictionary<string, string> types)
    {
        List<Sample> samples = [];
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal) && line.Split(' ') is [_, _, var name, var type, ..])
            {
                types[name] = type;
            }
            else if (!line.StartsWith('#') && TryParse(line) is { } sample)
            {
                samples.Add(sample);
            }
        }

        return samples;
    }

    private static Sample? TryParse(string line)
    {
        int end = line.IndexOfAny(['{', ' ']);
        if (end <= 0)
        {
            return null;
        }

        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        int at = end;
        if (line[end] == '{' && !TryParseLabels(line, ref at, labels))
        {
            return null;
        }

        string value = line[at..].Trim().Split(' ')[0];
        return TryParseNumber(value, out double number) ? new Sample(line[..end], labels, number) : null;
    }

    // {name="value",...}, with \" \\ and \n in values.
    private static bool TryParseLabels(string line, ref int at, Dictionary<string, string> labels)
    {
        at++;
        while (at < line.Length && line[at] != '}')
        {
            int equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
            {
                return false;
            }

            string name = line[at..equals].Trim(',', ' ');
            at = equals + 2;
            System.Text.StringBuilder value = new();
            for (; at < line.Length && line[at] != '"'; at++)
            {
                if (line[at] == '\\' && at + 1 < line.Length)
                {
                    at++;
                    _ = value.Append(line[at] == 'n' ? '\n' : line[at]);
                    continue;
                }

                _ = value.Append(line[at]);
            }

            at++;
            labels[name] = value.ToString();
        }

        at++;
        return at <= line.Length;
    }

    /// <summary>Reads a number, also the infinities.</summary>
    public static bool TryParseNumber(string text, out double value)
    {
        switch (text)
        {
            case "+Inf":
                value = double.PositiveInfinity;
                return true;
            case "-Inf":
                value = double.NegativeInfinity;
                return true;
            default:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }
    }
}
