using System.Text;
using System.Text.Json;

namespace ZmqTool.Output;

/// <summary>Names and values, one a line, or as one JSON object.</summary>
internal sealed class Report
{
    private static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    private readonly List<(string Name, object Value)> _lines = [];

    public void Add(string name, string value) => _lines.Add((name, value));

    public void Add(string name, double value) => _lines.Add((name, value));

    public void Add(string name, long value) => _lines.Add((name, value));

    /// <summary>Lines of a name and a value, in columns. Values may come from a peer, and are escaped.</summary>
    public string ToText()
    {
        int width = _lines.Count == 0 ? 0 : _lines.Max(static line => line.Name.Length) + 2;
        StringBuilder text = new();
        foreach ((string name, object value) in _lines)
        {
            _ = text.Append(name.PadRight(width)).Append(EscapedText.Of(Encoding.UTF8.GetBytes($"{value}"))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A line of names and a line of values, with commas between them.</summary>
    public string ToCsv() =>
        string.Join(',', _lines.Select(static line => line.Name)) + "\n" + string.Join(',', _lines.Select(static line => Quote($"{line.Value}"))) + "\n";

    /// <summary>One line of JSON.</summary>
    public string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            foreach ((string name, object value) in _lines)
            {
                switch (value)
                {
                    case long number:
                        json.WriteNumber(name, number);
                        break;
                    case double number when double.IsFinite(number):
                        json.WriteNumber(name, number);
                        break;
                    case double:
                        // JSON has no numbers for infinity and NaN, which a gauge of any process may have.
                        json.WriteNull(name);
                        break;
                    default:
                        json.WriteString(name, (string)value);
                        break;
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
