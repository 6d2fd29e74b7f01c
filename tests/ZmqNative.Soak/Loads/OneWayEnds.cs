namespace ZmqNative.Soak;

/// <summary>The two ends of a <see cref="OneWayLoad"/>.</summary>
/// <param name="Sender">The sender.</param>
/// <param name="Receiver">The receiver.</param>
/// <param name="SendAsync">Sends a text.</param>
/// <param name="ReadyAsync">Waits until messages can be sent.</param>
internal sealed record OneWayEnds(
    Pattern Sender, Pattern Receiver, Func<string, CancellationToken, ValueTask> SendAsync, Func<CancellationToken, ValueTask> ReadyAsync);
