namespace ZmqNative.Actors.Tests.Typed;

/// <summary>An interface with each kind of method.</summary>
[ActorInterface]
public interface ICart : INamed
{
    [Tell]
    ValueTask NoteAsync(string text, CancellationToken cancellationToken = default);

    ValueTask AddAsync(AddItem item, int count);

    ValueTask<Total> GetTotalAsync(CancellationToken cancellationToken = default);

    ValueTask<string?> FindAsync(string? name, byte[]? bytes, int? limit);

    ValueTask FailAsync(string text);

    [AskTimeout(3600)]
    ValueTask<int> WaitAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountAsync(int limit, CancellationToken cancellationToken = default);
}

/// <summary>An interface of its own, and the base of another one.</summary>
[ActorInterface]
public interface INamed
{
    ValueTask<string> GetNameAsync();
}

/// <summary>An interface that the actors of these tests have beside the one for which they were spawned.</summary>
[ActorInterface]
public interface IAudited
{
    ValueTask<string[]> GetNotesAsync();
}

/// <summary>An interface that no actor of these tests has.</summary>
[ActorInterface]
public interface IOther
{
    ValueTask<int> GetOtherAsync();

    [Tell]
    ValueTask TellOtherAsync(int number);

    IAsyncEnumerable<int> OthersAsync();
}
