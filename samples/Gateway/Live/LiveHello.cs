namespace ZmqNative.Samples.Gateway;

/// <summary>The data that a page needs once, when it opens.</summary>
/// <param name="Instance">A name of this run of the gateway: another one means that it was restarted.</param>
/// <param name="Topic">The topic of the messages.</param>
/// <param name="History">The last seconds, the oldest first, so that charts begin full.</param>
internal sealed record LiveHello(string Instance, string Topic, IReadOnlyList<StatusPoint> History);
