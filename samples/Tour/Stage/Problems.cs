namespace Tour.Stage;

/// <summary>Collects problems: all are counted, the first few are kept.</summary>
internal sealed class Problems
{
    private const int Kept = 3;

    private readonly List<string> _texts = [];
    private int _count;

    public void Add(string text)
    {
        if (++_count <= Kept)
        {
            _texts.Add(text);
        }
    }

    /// <summary>Adds a problem unless both tallies of a stream are equal.</summary>
    public void Compare(string stream, Tally sent, Tally received)
    {
        if (sent.Messages != received.Messages)
        {
            Add($"{stream}: {sent.Messages:N0} messages were sent, {received.Messages:N0} arrived");
        }
        else if (sent != received)
        {
            Add($"{stream}: all messages arrived, but not as they were sent");
        }
    }

    public string[] ToArray() => _count <= Kept ? [.. _texts] : [.. _texts, $"and {_count - Kept:N0} more"];
}
