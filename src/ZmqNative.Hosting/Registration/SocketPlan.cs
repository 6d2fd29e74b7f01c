using Microsoft.Extensions.Primitives;

namespace ZmqNative.Hosting;

/// <summary>The sockets that are to be made, and the problems that were found.</summary>
/// <param name="Options">The options that all sockets share.</param>
/// <param name="Sockets">The sockets.</param>
/// <param name="Policies">The policies that configuration has for the authenticator; null if it has none.</param>
/// <param name="Changes">The tokens, taken before configuration was read, that tell whether it has changed since.</param>
/// <param name="Problems">The problems of code and configuration.</param>
internal sealed record SocketPlan(
    ZmqNativeOptions Options, IReadOnlyList<HostedSocket> Sockets, ConfiguredPolicies? Policies,
    IReadOnlyList<IChangeToken> Changes, Problems Problems);
