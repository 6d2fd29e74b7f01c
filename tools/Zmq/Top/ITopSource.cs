namespace ZmqTool.Top;

/// <summary>Gives the instruments of a process again and again.</summary>
internal interface ITopSource
{
    /// <summary>Enumerates snapshots until the process ends.</summary>
    IAsyncEnumerable<TopSnapshot> ReadAsync(CancellationToken cancellation);
}
