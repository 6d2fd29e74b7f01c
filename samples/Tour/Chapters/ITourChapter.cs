using Tour.Stage;

namespace Tour.Chapters;

/// <summary>One part of the tour, shown over one transport after another.</summary>
internal interface ITourChapter
{
    string Title { get; }

    /// <summary>One sentence: what happens, and what is checked.</summary>
    string About { get; }

    /// <summary>The transports it is shown over.</summary>
    IEnumerable<Transport> On(IReadOnlyList<Transport> available) => available;

    /// <summary>Shows it once, until the gauge says that the time is up.</summary>
    /// <exception cref="TourFailedException">It could not be finished.</exception>
    Task<Measurement> RunAsync(TourStage stage, Transport transport, Gauge gauge);
}
