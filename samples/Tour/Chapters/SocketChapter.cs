using Tour.Far;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>A chapter of two raw sockets, each on a thread of its own, because the binding's calls block.</summary>
internal abstract class SocketChapter : TwoSidedChapter
{
    // Longer than the near side waits, so that the near side fails first, with a text for the user.
    private static readonly TimeSpan FarPatience = TimeSpan.FromSeconds(15);

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

    /// <summary>Runs the near side until its time is up, and then signals the end to the far side.</summary>
    public abstract void PlayNear(Socket socket, NearSide near);

    /// <summary>Runs the far side until the near side has ended.</summary>
    public abstract FarReport PlayFar(Socket socket);

    public sealed override async Task<FarReport> PlayNearAsync(string endpoint, NearSide near)
    {
        using Socket socket = near.Context.CreateSocket(NearType);
        socket.SendTimeout = near.Patience;
        socket.ReceiveTimeout = near.Patience;
        PrepareNear(socket);
        socket.Connect(endpoint);
        await OnThreadAsync(() =>
        {
            PlayNear(socket, near);
            return true;
        });
        return await near.FinishAsync();
    }

    public sealed override async Task PlayFarAsync(FarStage stage)
    {
        using Socket socket = stage.Context.CreateSocket(FarType);
        socket.SendTimeout = FarPatience;
        socket.ReceiveTimeout = FarPatience;
        PrepareFar(socket);
        socket.Bind(stage.Endpoint);
        await stage.BoundAsync(socket.LastEndpoint);
        await stage.ReportAsync(await OnThreadAsync(() => PlayFar(socket)));
    }

    private static Task<T> OnThreadAsync<T>(Func<T> play) =>
        Task.Factory.StartNew(play, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
