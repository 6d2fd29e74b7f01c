namespace ZmqNative.Benchmarks;

/// <summary>The end of an exchange between two players: all messages have been returned, and none is left for the next exchange.</summary>
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
