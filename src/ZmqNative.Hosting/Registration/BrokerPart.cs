using ZmqNative.Actors;

namespace ZmqNative.Hosting;

/// <summary>A part of a broker that another package adds, with a section of its own below that of the broker, such as its cluster.</summary>
/// <param name="Section">The name of the section.</param>
/// <param name="Names">The keys that the section may have.</param>
/// <param name="Plan">Reads the section, null if there is none, and returns the action for a broker whose endpoints are bound.</param>
internal sealed record BrokerPart(string Section, IReadOnlyList<string> Names, Func<SectionReader?, Problems, Action<Broker>> Plan);
