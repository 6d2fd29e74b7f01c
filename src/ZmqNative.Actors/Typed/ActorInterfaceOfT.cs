using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The generated code of an actor interface, which the initializer of the interface's module sets.</summary>
/// <typeparam name="T">The interface.</typeparam>
internal static class ActorInterface<T>
    where T : class
{
    private static volatile Registration? s_registration;

    public static ActorInterfaceDescription Description => Get().Description;

    public static T CreateProxy(ActorRef actor, TimeSpan? timeout) => Get().Proxy(actor, timeout);

    /// <summary>Sets the code; false if it was set before.</summary>
    public static bool TrySet(ActorInterfaceDescription description, Func<ActorRef, TimeSpan?, T> proxy) =>
        Interlocked.CompareExchange(ref s_registration, new Registration(description, proxy), null) is null;

    /// <summary>Runs the initializer of the interface's module, if no other code of that module has run yet.</summary>
    public static void Load()
    {
        if (s_registration is null)
        {
            RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        }
    }

    private static Registration Get()
    {
        Load();
        return s_registration ?? throw new InvalidOperationException(
            typeof(T).IsInterface
                ? $"There is no generated code for {typeof(T)}. It needs [ActorInterface], and its project a reference to the package ZmqNative.Actors, which "
                  + "has the source generator ZmqNative.Actors.Generator. Diagnostics ZMQ101 to ZMQ110 of its project tell why the generator makes none."
                : $"{typeof(T)} is no interface: name the actor interface that it implements, as in Spawn<IOrder>.");
    }

    private sealed record Registration(ActorInterfaceDescription Description, Func<ActorRef, TimeSpan?, T> Proxy);
}
