using ZmqNative;

namespace Tour.Far;

/// <summary>The far side on a thread of this process, for inproc.</summary>
internal sealed class FarThread : IDisposable
{
    private const string Endpoint = "inproc://tour-control";

    private readonly Socket _control;
    private readonly Thread _thread;

    public FarThread(Context context, TimeSpan patience)
    {
        _control = context.CreateSocket(SocketType.Pair);
        _control.Bind(Endpoint);
        Link = new FarLink(_control, "The far side's thread", patience);

        // In the background, so that not even a far side that hangs keeps the process alive.
        _thread = new Thread(() => Serve(context)) { IsBackground = true, Name = "Tour far side" };
        _thread.Start();
    }

    public FarLink Link { get; }

    public void Dispose()
    {
        if (!_control.Context.IsShutdown)
        {
            Link.End();
        }

        _ = _thread.Join(TimeSpan.FromSeconds(1));
        _control.Dispose();
    }

    private static void Serve(Context context)
    {
        try
        {
            using Socket control = context.CreateSocket(SocketType.Pair);
            control.Connect(Endpoint);
            FarSide.Serve(context, control);
        }
        catch (ContextTerminatedException)
        {
            // The tour was cancelled or failed: its own thread says so.
        }
    }
}
