using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Fuzz;

/// <summary>Runs one target with inputs of a seeded mutator.</summary>
/// <param name="target">The target.</param>
/// <param name="seed">The seed of the inputs.</param>
public sealed class FuzzRun(FuzzTarget target, int seed)
{
    // The clock is read once per so many inputs.
    private const int Batch = 256;

    private readonly Mutator _mutator = new(target, seed);

    /// <summary>The number of inputs so far.</summary>
    public long Inputs { get; private set; }

    /// <summary>Runs the valid inputs as they are, and then mutated ones until the first fault.</summary>
    /// <param name="inputs">The largest number of mutated inputs.</param>
    /// <param name="time">The largest time.</param>
    /// <returns>
    /// The smallest input found that is a fault, and its exception; null if there is none. With a live peer, the last input: the seed has
    /// those before it.
    /// </returns>
    public (byte[] Input, Exception Fault)? Run(long inputs, TimeSpan time)
    {
        foreach (byte[] valid in target.Seeds)
        {
            if (FaultOf(valid) is { } fault)
            {
                return (valid, fault);
            }
        }

        long started = Stopwatch.GetTimestamp();
        while (Inputs < inputs && (time == Timeout.InfiniteTimeSpan || Inputs % Batch != 0 || Stopwatch.GetElapsedTime(started) < time))
        {
            Inputs++;
            byte[] input = _mutator.Next();
            if (FaultOf(input) is { } fault)
            {
                // A live peer has a state that earlier inputs made: the last one alone is not the fault.
                return target.EndAsync is null ? Reduce(input, fault) : (input, fault);
            }
        }

        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Any exception is a fault.")]
    private Exception? FaultOf(byte[] input)
    {
        try
        {
            target.Run(input);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // Removes as much as possible, in halves first, while the type of the exception stays.
    private (byte[] Input, Exception Fault) Reduce(byte[] input, Exception fault)
    {
        for (int size = input.Length / 2; size > 0; size = Math.Min(size, input.Length) / 2)
        {
            for (int at = 0; at + size <= input.Length;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + size)];
                if (FaultOf(shorter) is { } same && same.GetType() == fault.GetType())
                {
                    (input, fault) = (shorter, same);
                }
                else
                {
                    at += size;
                }
            }
        }

        return (input, fault);
    }
}
