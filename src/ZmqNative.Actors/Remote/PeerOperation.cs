using System.Security.Claims;

namespace ZmqNative.Actors.Remote;

/// <summary>A request of a peer of another process to a broker: the argument of <see cref="BrokerListenerOptions.Authorize"/>.</summary>
/// <param name="Kind">The kind of the operation.</param>
/// <param name="Address">The address of the actor, which need not exist.</param>
/// <param name="User">The user whom the authenticator has accepted; null without one, and over <c>inproc://</c>.</param>
public readonly record struct PeerOperation(PeerOperationKind Kind, string Address, ClaimsPrincipal? User);
