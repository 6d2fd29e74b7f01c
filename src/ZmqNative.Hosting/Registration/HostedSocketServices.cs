using Microsoft.Extensions.Logging;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>What every socket of the host gets.</summary>
internal sealed record HostedSocketServices(
    Context Context, Reactor Reactor, ILoggerFactory LoggerFactory, IServiceProvider Provider, TimeSpan ShutdownTimeout);
