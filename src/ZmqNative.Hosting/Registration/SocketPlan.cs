namespace ZmqNative.Hosting;

/// <summary>What is to be made, and what is wrong with it.</summary>
internal sealed record SocketPlan(ZmqNativeOptions Options, IReadOnlyList<HostedSocket> Sockets, Problems Problems);
