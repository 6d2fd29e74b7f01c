using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Patterns;

/// <summary>Resolves the name of a host.</summary>
/// <param name="host">The name.</param>
/// <param name="family">The family of the addresses.</param>
/// <returns>The addresses, best first.</returns>
internal delegate Task<IPAddress[]> HostResolver(string host, AddressFamily family);
