namespace ZmqNative.Fuzz;

/// <summary>Makes inputs from valid ones: the same inputs for the same seed, on every platform.</summary>
/// <param name="target">The target, which has the valid inputs.</param>
/// <param name="seed">The seed.</param>
public sealed class Mutator(FuzzTarget target, int seed)
{
    private const int MaxLength = 4096;
    private const int MaxSteps = 6;

    // Limits of the numbers that formats have.
    private static readonly byte[] Interesting = [0, 1, 2, 0x0A, 0x0D, 0x20, 0x22, 0x2D, 0x2F, 0x30, 0x39, 0x3A, 0x40, 0x7F, 0x80, 0xC0, 0xED, 0xFE, 0xFF];

    private readonly Random _random = new(seed);

    /// <summary>Makes the next input.</summary>
    public byte[] Next()
    {
        List<byte> input = [.. Pick(target.Seeds)];
        for (int steps = _random.Next(1, MaxSteps + 1); steps > 0; steps--)
        {
            Mutate(input);
        }

        if (input.Count > MaxLength)
        {
            input.RemoveRange(MaxLength, input.Count - MaxLength);
        }

        return [.. input];
    }

    private void Mutate(List<byte> input)
    {
        int at = _random.Next(input.Count + 1);
        int length = Math.Min(_random.Next(1, 9), input.Count - at);
        switch (_random.Next(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Interesting[_random.Next(Interesting.Length)];
                break;
            case 2 when at < input.Count:
                input[at] = (byte)_random.Next(256);
                break;
            case 3:
                input.Insert(at, Interesting[_random.Next(Interesting.Length)]);
                break;
            case 4:
                input.RemoveRange(at, length);
                break;
            case 5:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 6 when target.Tokens.Count > 0:
                input.InsertRange(at, Pick(target.Tokens));
                break;
            case 7:
                Splice(input, at);
                break;
            case 8:
                Repeat(input, at, length);
                break;
            default:
                byte[] bytes = new byte[_random.Next(1, 17)];
                _random.NextBytes(bytes);
                input.InsertRange(at, bytes);
                break;
        }
    }

    // The head of this input and the tail of another one.
    private void Splice(List<byte> input, int at)
    {
        byte[] other = Pick(target.Seeds);
        input.RemoveRange(at, input.Count - at);
        input.AddRange(other.AsSpan(_random.Next(other.Length + 1)));
    }

    private void Repeat(List<byte> input, int at, int length)
    {
        List<byte> part = input.GetRange(at, length);
        for (int times = _random.Next(1, 200); times > 0 && input.Count < MaxLength; times--)
        {
            input.InsertRange(at, part);
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> from) => from[_random.Next(from.Count)];
}
