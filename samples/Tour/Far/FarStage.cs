using ZmqNative;

namespace Tour.Far;

/// <summary>The context of the far side of a chapter.</summary>
/// <param name="Context">The context of its sockets.</param>
/// <param name="Endpoint">The endpoint to bind.</param>
/// <param name="BoundAsync">The function that takes the endpoint once it is bound, with wildcards resolved.</param>
/// <param name="ReportAsync">The function that takes the report; it completes when sockets may be closed.</param>
/// <param name="Token">The token that is cancelled when the near side has ended.</param>
internal sealed record FarStage(
    Context Context, string Endpoint, Func<string, Task> BoundAsync, Func<FarReport, Task> ReportAsync, CancellationToken Token);
