using ZmqNative;
using ZmqNative.Patterns;

namespace Tour.Far;

/// <summary>The far side within this process, for inproc.</summary>
internal sealed class FarTask : IAsyncDisposable
{
    private const string Endpoint = "inproc://tour-control";

    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly Context _context;
    private readonly AsyncSocket _control;
    private readonly Task _serving;

    /// <param name="context">The tour's context.</param>
    /// <param name="patience">The longest wait for the far side at one point.</param>
    /// <param name="ended">Cancelled when the tour ends early.</param>
    public FarTask(Context context, TimeSpan patience, CancellationToken ended)
    {
        _context = context;
        _control = AsyncSocket.Create(SocketType.Pair, options: new() { Context = context });
        _control.Bind(Endpoint);
        Link = new FarLink(_control, "The far side in this process", patience);
        _serving = FarSide.ServeAsync(context, Endpoint, ended);
    }

    public FarLink Link { get; }

    public async ValueTask DisposeAsync()
    {
        if (!_context.IsShutdown)
        {
            Link.End();
        }

        // A background thread, so that a far side that hangs does not keep the process alive.
        _ = await Task.WhenAny(_serving, Task.Delay(GoodbyeTime));
        await _control.DisposeAsync();
    }
}
