using Tour.Stage;

namespace Tour.Chapters;

/// <summary>One part of the tour, shown over one transport after another.</summary>
internal interface ITourChapter
{
    string Title { get; }

    /// <summary>The description of the chapter and its checks, one sentence.</summary>
    string About { get; }

    /// <summary>The transports that it runs over.</summary>
    IEnumerable<Transport> On(IReadOnlyList<Transport> available) => available;

    /// <summary>Runs it once, until the time of the gauge is up.</summary>
    /// <exception cref="TourFailedException">The chapter could not be finished.</exception>
    Task<Measurement> RunAsync(TourStage stage, Transport transport, Gauge gauge);
}
