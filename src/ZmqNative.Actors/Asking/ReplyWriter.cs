namespace ZmqNative.Actors;

/// <summary>Writes the answers of a stream: see <see cref="ActorContext.ReplyStream{T}"/>. One writer at a time, any thread.</summary>
/// <remarks>Code that continues after the handling completes the stream itself, with <see cref="Complete"/> or <see cref="WriteAllAsync"/>.</remarks>
/// <typeparam name="T">The type of the answers.</typeparam>
public sealed class ReplyWriter<T> : IDisposable
{
    private readonly string _address;
    private readonly OpenStream _stream;

    internal ReplyWriter(string address, OpenStream stream)
    {
        _address = address;
        _stream = stream;
    }

    /// <summary>A token that is cancelled when the reader reads no more: it left its loop, was cancelled, or waited too long.</summary>
    public CancellationToken Cancellation => _stream.Cancellation;

    /// <summary>Writes one answer; waits while the reader is behind.</summary>
    /// <param name="value">The answer. Frames become the receiver's, or are disposed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when there was space for the answer.</returns>
    /// <exception cref="OperationCanceledException">The reader reads no more, or the wait was cancelled.</exception>
    public ValueTask WriteAsync(T value, CancellationToken cancellationToken = default) =>
        _stream.WriteAsync(value, cancellationToken);

    /// <summary>Writes all answers of a source and completes the stream; a failure of the source becomes a failure of the stream.</summary>
    /// <param name="source">The answers. The source is cancelled when the reader reads no more.</param>
    /// <returns>A task that completes when all answers are written, or the reader reads no more.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public async ValueTask WriteAllAsync(IAsyncEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        CancellationToken left = Cancellation;
        try
        {
            await foreach (T value in source.WithCancellation(left).ConfigureAwait(false))
            {
                await WriteAsync(value, left).ConfigureAwait(false);
            }

            Complete();
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            Complete();
        }
        catch (Exception exception)
        {
            _ = _stream.TryFail(new ActorFailedException($"{exception.GetType().Name}: {ErrorText.MessageOf(exception)}", _address, exception), 0);
        }
    }

    /// <summary>Completes the stream. Further calls do nothing.</summary>
    public void Complete() => _stream.TryComplete(0);

    /// <summary>Ends the stream with a failure: the reader gets an <see cref="ActorFailedException"/> after the answers that were written.</summary>
    /// <param name="text">The description of the failure, for the reader.</param>
    public void Fail(string text) => _stream.TryFail(new ActorFailedException(text, _address), 0);

    /// <summary>
    /// Ends the writing. Within the handling that opened the stream, the stream then ends as the handling does: complete if it returns, failed
    /// if it throws. After that handling an exception cannot be told from success: the stream fails unless it was completed before.
    /// </summary>
    public void Dispose() => _stream.Close();
}
