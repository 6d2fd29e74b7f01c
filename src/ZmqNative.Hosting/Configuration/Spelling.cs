namespace ZmqNative.Hosting;

/// <summary>Finds the known name that is most similar to an unknown one.</summary>
internal static class Spelling
{
    // A name that differs in more than a third of its letters is not suggested.
    private const int LettersPerTypo = 3;

    public static string? Nearest(string word, IEnumerable<string> known)
    {
        (string Name, int Distance) best = known
            .Select(name => (name, Distance(word.ToUpperInvariant(), name.ToUpperInvariant())))
            .MinBy(static pair => pair.Item2);
        return best.Name is not null && best.Distance <= Math.Max(1, word.Length / LettersPerTypo) ? best.Name : null;
    }

    // The Levenshtein distance, one row of the table at a time.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
