using ZmqNative;

namespace Tour.Far;

/// <summary>What the far side of a chapter works with.</summary>
/// <param name="Context">Where its sockets live.</param>
/// <param name="Endpoint">Where to bind.</param>
/// <param name="BoundAsync">To be told the endpoint once it is bound, with wildcards resolved.</param>
/// <param name="ReportAsync">To be given the report; completes when sockets may be closed.</param>
/// <param name="Token">Cancelled when the near side is gone.</param>
internal sealed record FarStage(
    Context Context, string Endpoint, Func<string, Task> BoundAsync, Func<FarReport, Task> ReportAsync, CancellationToken Token);
