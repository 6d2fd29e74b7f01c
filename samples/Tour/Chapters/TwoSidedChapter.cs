using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>A chapter of two raw sockets: one here, one on the far side, which is a thread or the second process.</summary>
internal abstract class TwoSidedChapter : ITourChapter
{
    public abstract string Title { get; }

    public abstract string About { get; }

    public abstract SocketType NearType { get; }

    public abstract SocketType FarType { get; }

    /// <summary>Sets options of the near socket before it connects.</summary>
    public virtual void PrepareNear(Socket socket)
    {
    }

    /// <summary>Sets options of the far socket before it is bound.</summary>
    public virtual void PrepareFar(Socket socket)
    {
    }

    /// <summary>Plays the near side until its time is up, and then lets the far side know.</summary>
    public abstract void PlayNear(Socket socket, NearSide near);

    /// <summary>Plays the far side until the near side has ended.</summary>
    public abstract FarReport PlayFar(Socket socket);

    // A thread of its own, because the binding's calls block: that is what they are for.
    public Task<Measurement> RunAsync(TourStage stage, Transport transport, Gauge gauge) =>
        Task.Factory.StartNew(
            () => Run(stage, transport, gauge), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Measurement Run(TourStage stage, Transport transport, Gauge gauge)
    {
        FarLink far = stage.FarSideOver(transport);
        try
        {
            string endpoint = far.Start(Title, stage.Endpoints.Next(transport));
            using Socket socket = stage.Context.CreateSocket(NearType);
            socket.SendTimeout = stage.Schedule.Patience;
            socket.ReceiveTimeout = stage.Schedule.Patience;
            PrepareNear(socket);
            socket.Connect(endpoint);

            using NearSide near = new(stage.Material, gauge);
            PlayNear(socket, near);
            FarReport report = far.Finish();
            return near.Measure(Title, transport, report);
        }
        catch (ContextTerminatedException)
        {
            throw stage.WhyItEnded();
        }
        catch (TimeoutException)
        {
            throw far.Explain();
        }
    }
}
