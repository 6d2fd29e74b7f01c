using Microsoft.Extensions.Logging;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The objects that all sockets of the host share.</summary>
internal sealed record HostedSocketServices(
    Context Context, Reactor Reactor, ILoggerFactory LoggerFactory, IServiceProvider Provider, TimeSpan ShutdownTimeout);
