namespace ZmqNative.Benchmarks;

/// <summary>Ends when all messages between two players are out: then nothing is left over for the next one.</summary>
internal sealed class Rally(int messages)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = messages;

    public Task Over => _over.Task;

    public void Out()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _over.SetResult();
        }
    }

    public void Fail(Exception exception) => _over.TrySetException(exception);
}
