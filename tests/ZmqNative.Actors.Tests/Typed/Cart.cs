using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests.Typed;

/// <summary>An actor of no class of the library, which records what it gets.</summary>
internal sealed class Cart(string name = "cart") : ICart, IAudited, IAsyncDisposable
{
    private readonly List<string> _notes = [];
    private Total _total = new(0, 0);

    /// <summary>Completes when a call waits.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the enumerator of a stream was disposed.</summary>
    public TaskCompletionSource StreamEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets a call that waits return.</summary>
    public TaskCompletionSource<int> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<string> GetNameAsync() => new(name);

    public ValueTask NoteAsync(string text, CancellationToken cancellationToken = default)
    {
        Assert.That(cancellationToken.CanBeCanceled, Is.False, "the token of a tell ends the wait for space alone");
        _notes.Add(text);
        return default;
    }

    public ValueTask AddAsync(AddItem item, int count)
    {
        _total = new Total(_total.Items + count, _total.Price + (count * item.Price));
        return default;
    }

    public async ValueTask<Total> GetTotalAsync(CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return _total;
    }

    public ValueTask<string?> FindAsync(string? name, byte[]? bytes, int? limit) =>
        new(limit is null ? null : $"{name} {bytes?.Length} {limit}");

    public ValueTask FailAsync(string text) => throw new FormatException(text);

    public async ValueTask<int> WaitAsync(CancellationToken cancellationToken = default)
    {
        Waiting.SetResult();
        return await Answer.Task.WaitAsync(cancellationToken);
    }

    public async IAsyncEnumerable<int> CountAsync(int limit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (int i = 0; i < limit; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return i;
            }

            if (limit < 0)
            {
                throw new FormatException("negative");
            }
        }
        finally
        {
            _ = StreamEnded.TrySetResult();
        }
    }

    public ValueTask<string[]> GetNotesAsync() => new([.. _notes]);

    public ValueTask DisposeAsync()
    {
        _ = Disposed.TrySetResult();
        return default;
    }
}
