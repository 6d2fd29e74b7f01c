using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.TestKit;

public sealed partial class TestProbe
{
    /// <summary>Expects that the next message is of a type, and returns it.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="predicate">A condition for the message; default none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="condition">The text of the condition, for the exception; the compiler gives it.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ExpectationException">Another message came, or none in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<T> ExpectAsync<T>(
        Func<T, bool>? predicate = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(predicate))] string? condition = null)
    {
        string expected = Name<T>(condition);
        ProbeEntry entry = await TakeAsync(expected, cancellationToken).ConfigureAwait(false);
        return entry.Message is T message && (predicate is null || predicate(message)) ? Accept(entry, message) : throw Wrong(expected, entry);
    }

    /// <summary>Expects that the next message is equal to a value.</summary>
    /// <param name="message">The value.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the message has come.</returns>
    /// <inheritdoc cref="ExpectAsync{T}" path="/exception"/>
    public Task ExpectMessageAsync(object message, CancellationToken cancellationToken = default) => ExpectSequenceAsync([message], cancellationToken);

    /// <summary>Expects that the next messages are equal to values, in their order.</summary>
    /// <param name="messages">The values.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the messages have come.</returns>
    /// <inheritdoc cref="ExpectAsync{T}" path="/exception"/>
    public async Task ExpectSequenceAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        for (int i = 0; i < messages.Count; i++)
        {
            string expected = messages.Count == 1 ? ActorReport.Show(messages[i]) : $"{ActorReport.Show(messages[i])} ({i + 1} of {messages.Count})";
            ProbeEntry entry = await TakeAsync(expected, cancellationToken).ConfigureAwait(false);
            _ = Equals(messages[i], entry.Message) ? Accept(entry, true) : throw Wrong(expected, entry);
        }
    }

    /// <summary>Expects that the next messages are equal to values, in any order.</summary>
    /// <param name="messages">The values.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the messages have come.</returns>
    /// <inheritdoc cref="ExpectAsync{T}" path="/exception"/>
    public async Task ExpectInAnyOrderAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<object> missing = [.. messages];
        while (missing.Count > 0)
        {
            string expected = $"one of: {string.Join("; ", missing.Select(ActorReport.Show))}";
            ProbeEntry entry = await TakeAsync(expected, cancellationToken).ConfigureAwait(false);
            _ = missing.Remove(entry.Message) ? Accept(entry, true) : throw Wrong(expected, entry);
        }
    }

    /// <summary>Skips messages until one is of a type, and returns that.</summary>
    /// <typeparam name="T">The type of the message.</typeparam>
    /// <param name="predicate">A condition for the message; default none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="condition">The text of the condition, for the exception; the compiler gives it.</param>
    /// <returns>The message. Those before it are taken, too.</returns>
    /// <exception cref="ExpectationException">No such message came in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<T> FishAsync<T>(
        Func<T, bool>? predicate = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(predicate))] string? condition = null)
    {
        string expected = $"at some time {Name<T>(condition)}";
        while (true)
        {
            ProbeEntry entry = await TakeAsync(expected, cancellationToken).ConfigureAwait(false);
            if (entry.Message is T message && (predicate is null || predicate(message)))
            {
                return Accept(entry, message);
            }

            entry.Outcome = "skipped";
        }
    }

    /// <summary>Expects that no message is left, and that none comes while actors run or for a virtual time.</summary>
    /// <param name="during">The time by which the clock is advanced; default 0: only what runs now is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the broker is idle and no message is left.</returns>
    /// <exception cref="ExpectationException">A message came; or the broker was not idle in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task ExpectNoneAsync(TimeSpan during = default, CancellationToken cancellationToken = default)
    {
        await _broker.AdvanceAsync(during, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_next < _entries.Count)
            {
                throw Wrong("no message", _entries[_next]);
            }
        }
    }

    private async Task<ProbeEntry> TakeAsync(string expected, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = _broker.BeginLimit(cancellationToken);
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (_next < _entries.Count)
                {
                    return _entries[_next++];
                }

                change = _change.Task;
            }

            await WaitAsync(change, expected, limit.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(Task change, string expected, CancellationToken limit, CancellationToken cancellationToken)
    {
        await change.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!change.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _broker.TimedOut($"Probe '{Address}' expected {expected}; nothing came.{Environment.NewLine}{History()}");
        }
    }

    private T Accept<T>(ProbeEntry entry, T message)
    {
        lock (_gate)
        {
            entry.Outcome = "as expected";
            _last = entry;
        }

        return message;
    }

    private ExpectationException Wrong(string expected, ProbeEntry entry)
    {
        entry.Outcome = "not expected";
        return _broker.Failed(
            $"Probe '{Address}' expected {expected}; what came is {ActorReport.Show(entry.Message)}.{Environment.NewLine}{History()}");
    }

    private string History()
    {
        lock (_gate)
        {
            return _entries.Count == 0
                ? "It has received nothing so far."
                : $"It has received:{string.Concat(_entries.Select(static entry => $"{Environment.NewLine}  {entry}"))}";
        }
    }

    private static string Name<T>(string? condition) =>
        condition is null or "null" ? $"a message of type {typeof(T).Name}" : $"a message of type {typeof(T).Name} with {condition}";
}
