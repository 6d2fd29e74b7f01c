namespace ZmqNative.Hosting;

/// <summary>The sockets that are to be made, and the problems that were found.</summary>
internal sealed record SocketPlan(ZmqNativeOptions Options, IReadOnlyList<HostedSocket> Sockets, Problems Problems);
