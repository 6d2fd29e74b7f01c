using ZmqNative.Patterns;

namespace ZmqTool.Endpoints;

/// <summary>The security of a socket, and the policy of the authenticator that it needs.</summary>
/// <param name="Options">The options of the socket.</param>
/// <param name="Policy">The policy; null if no authenticator is needed.</param>
internal sealed record Security(SecurityOptions Options, AuthenticationPolicy? Policy = null);
