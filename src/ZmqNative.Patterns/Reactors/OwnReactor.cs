namespace ZmqNative.Patterns;

/// <summary>The reactor of one pattern whose options have a clock; it ends with the pattern's socket.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="shared">The shared runtime whose context the pattern uses; null if it has another context.</param>
internal sealed class OwnReactor(TimeProvider timeProvider, SharedRuntime? shared) : IAsyncDisposable
{
    public Reactor Reactor { get; } = new(timeProvider: timeProvider);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Reactor.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (shared is not null)
            {
                await shared.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
