using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

/// <summary>The outcome of each message: handled, dead letter, or never accepted. Exactly one of these, exactly once.</summary>
internal sealed class StormLedger(int messages, int senders)
{
    private readonly int[] _handled = new int[messages];
    private readonly int[] _dead = new int[messages];
    private readonly int[] _refused = new int[messages];
    private readonly ConcurrentDictionary<string, int[]> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _problems = new();
    private int _framesAccepted;
    private int _framesHandled;
    private int _framesDead;

    public void Handled(StormMessage message, string address)
    {
        _ = Interlocked.Increment(ref _handled[message.Id]);

        // Stashed messages are handled later, as expected.
        if (message.Kind != StormKind.Stash)
        {
            int[] last = _last.GetOrAdd(address, _ => new int[senders]);
            if (last[message.Sender] >= message.Id)
            {
                Problem($"{address} got {message.Id} of sender {message.Sender} after {last[message.Sender]}");
            }

            last[message.Sender] = message.Id;
        }
    }

    public void Refused(int id) => Interlocked.Increment(ref _refused[id]);

    public void FrameAccepted() => Interlocked.Increment(ref _framesAccepted);

    public void FrameHandled() => Interlocked.Increment(ref _framesHandled);

    public void Problem(string text) => _problems.Enqueue(text);

    public async Task ReadAsync(IAsyncEnumerable<DeadLetter> letters)
    {
        await foreach (DeadLetter letter in letters)
        {
            if (letter.Message is StormMessage message)
            {
                _ = Interlocked.Increment(ref _dead[message.Id]);
            }
            else if (letter.Message is Frame)
            {
                _framesDead++;
            }
        }
    }

    /// <summary>The inconsistencies of the counts, after the storm.</summary>
    public IEnumerable<string> Check(int sent)
    {
        for (int i = 1; i <= sent; i++)
        {
            if (_handled[i] + _dead[i] + _refused[i] != 1)
            {
                yield return $"message {i}: handled {_handled[i]}, dead {_dead[i]}, refused {_refused[i]} times";
            }
        }

        if (_framesAccepted != _framesHandled + _framesDead)
        {
            yield return $"frames: {_framesAccepted} accepted, {_framesHandled} handled, {_framesDead} dead";
        }

        foreach (string problem in _problems)
        {
            yield return problem;
        }
    }

    public string Summary(int sent) =>
        $"{sent} sent: {_handled.Sum()} handled, {_dead.Sum()} dead, {_refused.Sum()} refused; {_framesHandled} frames handled, {_framesDead} dead";
}
