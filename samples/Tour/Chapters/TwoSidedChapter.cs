using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>A chapter of two ends: one here, one on the far side, which is in this process or in the second one.</summary>
internal abstract class TwoSidedChapter : ITourChapter
{
    public abstract string Title { get; }

    public abstract string About { get; }

    public virtual IEnumerable<Transport> On(IReadOnlyList<Transport> available) => available;

    /// <summary>Connects to the far side, sends until the time is up, and then signals the end to the far side.</summary>
    /// <returns>The far side's report. Only when that is there sockets are closed; see <see cref="FarSide"/>.</returns>
    public abstract Task<FarReport> PlayNearAsync(string endpoint, NearSide near);

    /// <summary>Binds, sends the endpoint to the near side, runs until the near side has ended, and reports.</summary>
    public abstract Task PlayFarAsync(FarStage stage);

    public async Task<Measurement> RunAsync(TourStage stage, Transport transport, Gauge gauge)
    {
        // On another thread, so that the screen is drawn even if the code below never waits.
        await Task.Yield();

        FarLink far = stage.FarSideOver(transport);
        try
        {
            string endpoint = await far.StartAsync(Title, stage.Endpoints.Next(transport));
            using NearSide near = new(stage, far, gauge);
            FarReport report = await PlayNearAsync(endpoint, near);
            return near.Measure(Title, transport, report);
        }
        catch (Exception exception) when (stage.Ended.IsCancellationRequested && exception is not TourFailedException)
        {
            // This is the cause of the failure, whatever operation failed.
            throw stage.WhyItEnded();
        }
        catch (Exception exception) when (exception is TimeoutException or SocketTimeoutException or OperationCanceledException)
        {
            throw far.Explain();
        }
    }
}
