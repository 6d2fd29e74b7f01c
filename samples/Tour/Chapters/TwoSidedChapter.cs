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

    /// <summary>Connects to the far side, plays until the time is up, and lets the far side know.</summary>
    /// <returns>The far side's report. Only when that is there sockets are closed; see <see cref="FarSide"/>.</returns>
    public abstract Task<FarReport> PlayNearAsync(string endpoint, NearSide near);

    /// <summary>Binds, tells where, plays until the near side has ended, and reports.</summary>
    public abstract Task PlayFarAsync(FarStage stage);

    public async Task<Measurement> RunAsync(TourStage stage, Transport transport, Gauge gauge)
    {
        // The screen goes on drawing, even if nothing below ever had to wait.
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
            // Whatever was being done, that is why it failed.
            throw stage.WhyItEnded();
        }
        catch (Exception exception) when (exception is TimeoutException or SocketTimeoutException or OperationCanceledException)
        {
            throw far.Explain();
        }
    }
}
