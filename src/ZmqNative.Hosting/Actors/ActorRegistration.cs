using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Actors;

namespace ZmqNative.Hosting;

/// <summary>An actor, or the keyed actors of one name, that a broker of the host has.</summary>
/// <param name="Source">The call, such as <c>AddActor&lt;BookActor>("book")</c>.</param>
/// <param name="Address">An address, or a template if they are keyed.</param>
/// <param name="Factory">Makes an instance by the services of its scope, and its key or address.</param>
internal sealed record ActorRegistration(string Source, string Address, Func<IServiceProvider, string, Actor> Factory)
{
    public bool IsKeyed { get; init; }

    public ActorOptions? Options { get; init; }

    public KeyedOptions? Keyed { get; init; }

    /// <summary>Finds what a type's constructors need and the services lack; null for functions.</summary>
    public Func<IServiceProvider, string?>? Check { get; init; }

    /// <summary>The function that describes a fault of the registration; it returns null if there is none.</summary>
    public string? FindFault(IServiceProvider services) => Check?.Invoke(services) is { } fault ? $"{Source} {fault}" : null;

    public void AddTo(Broker broker, IServiceScopeFactory scopes)
    {
        if (IsKeyed)
        {
            broker.Register(Address, key => ScopedActor.Create(scopes, Factory, key), Keyed);
        }
        else
        {
            _ = broker.Spawn(Address, () => ScopedActor.Create(scopes, Factory, Address), Options);
        }
    }
}
