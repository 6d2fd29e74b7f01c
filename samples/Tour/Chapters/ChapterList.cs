namespace Tour.Chapters;

/// <summary>The chapters, in the order of the tour: each awaitable pattern after its raw sockets, the broker last.</summary>
internal static class ChapterList
{
    public static IReadOnlyList<ITourChapter> All { get; } =
    [
        new PushPullChapter(),
        new PusherChapter(),
        new PublishSubscribeChapter(),
        new PublisherChapter(),
        new RequestReplyChapter(),
        new DealerRouterChapter(),
        new RequestClientChapter(),
        new PairChapter(),
        new PairClientChapter(),
        new BrokerChapter(),
    ];

    /// <summary>Returns the chapter that the far side has to run.</summary>
    public static TwoSidedChapter Find(string title) =>
        All.OfType<TwoSidedChapter>().FirstOrDefault(chapter => chapter.Title == title)
        ?? throw new ArgumentException($"The tour has no chapter {title}.", nameof(title));
}
