namespace ZmqNative.Actors;

/// <summary>Writes the answers of a stream: see <see cref="ActorContext.ReplyStream{T}"/>. One writer at a time, any thread.</summary>
/// <remarks>Code that goes on after the turn completes the stream itself, with <see cref="Complete"/> or <see cref="WriteAllAsync"/>.</remarks>
/// <typeparam name="T">What the stream consists of.</typeparam>
public sealed class ReplyWriter<T> : IDisposable
{
    private readonly string _address;
    private readonly OpenStream _stream;

    internal ReplyWriter(string address, OpenStream stream)
    {
        _address = address;
        _stream = stream;
    }

    /// <summary>Cancelled when the reader reads no more: it left its loop, was cancelled, or waited too long.</summary>
    public CancellationToken Cancellation => _stream.Cancellation;

    /// <summary>Writes one answer; waits while the reader is behind.</summary>
    /// <param name="value">The answer; frames move, whatever the outcome.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when there was room for it.</returns>
    /// <exception cref="OperationCanceledException">The reader reads no more, or the wait was cancelled.</exception>
    public ValueTask WriteAsync(T value, CancellationToken cancellationToken = default) =>
        _stream.WriteAsync(value, cancellationToken);

    /// <summary>Writes all of a source and completes the stream; a failure of the source becomes the stream's.</summary>
    /// <param name="source">The answers; it is cancelled when the reader has gone.</param>
    /// <returns>Completes when all are written or the reader has gone.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public async Task WriteAllAsync(IAsyncEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        CancellationToken gone = Cancellation;
        try
        {
            await foreach (T value in source.WithCancellation(gone).ConfigureAwait(false))
            {
                await WriteAsync(value, gone).ConfigureAwait(false);
            }

            Complete();
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            Complete();
        }
        catch (Exception exception)
        {
            _ = _stream.TryFail(new ActorFailedException(_address, $"{exception.GetType().Name}: {exception.Message}", exception), 0);
        }
    }

    /// <summary>Ends the stream. Further calls do nothing.</summary>
    public void Complete() => _stream.TryComplete(0);

    /// <summary>Ends the stream with a failure: the reader gets an <see cref="ActorFailedException"/> after what was written.</summary>
    /// <param name="text">Why.</param>
    public void Fail(string text) => _stream.TryFail(new ActorFailedException(_address, text), 0);

    /// <summary>
    /// Ends the writing. Within the turn that opened the stream, the stream then ends as the turn does: completed if it returns, failed if
    /// it throws. After that turn nobody can tell whether an exception is the reason: the stream fails unless it was completed before.
    /// </summary>
    public void Dispose() => _stream.Close();
}
