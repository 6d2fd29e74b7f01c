namespace Tour.Chapters;

/// <summary>The chapters, in the order of the tour.</summary>
internal static class ChapterList
{
    public static IReadOnlyList<ITourChapter> All { get; } =
    [
        new PushPullChapter(),
        new PublishSubscribeChapter(),
        new RequestReplyChapter(),
        new DealerRouterChapter(),
        new PairChapter(),
    ];

    /// <summary>The chapter that the far side is asked to play.</summary>
    public static TwoSidedChapter Find(string title) =>
        All.OfType<TwoSidedChapter>().FirstOrDefault(chapter => chapter.Title == title)
        ?? throw new ArgumentException($"The tour has no chapter {title}.", nameof(title));
}
