using System.ComponentModel;

namespace ZmqNative.Actors.Generated;

/// <summary>The registration of actor interfaces, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ActorInterfaces
{
    // Guards changes of the array, which is replaced as a whole.
    private static readonly Lock Gate = new();
    private static volatile ActorInterfaceDescription[] s_all = [];

    /// <summary>Registers the generated code of an interface. Called by the initializer of its module.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="name">The name of the interface in calls between processes.</param>
    /// <param name="proxy">The function that makes a typed reference from a reference and its time-out.</param>
    /// <param name="methods">The methods.</param>
    public static void Register<T>(string name, Func<ActorRef, TimeSpan?, T> proxy, params ActorMethod[] methods)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(proxy);
        ArgumentNullException.ThrowIfNull(methods);
        ActorInterfaceDescription description = new(name, methods, static instance => instance is T);
        if (!ActorInterface<T>.TrySet(description, proxy))
        {
            return;
        }

        lock (Gate)
        {
            s_all = [.. s_all, description];
        }
    }

    /// <summary>Registers the generated code of an interface in another module, if that has not been done yet.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    public static void Load<T>()
        where T : class => ActorInterface<T>.Load();

    /// <summary>Finds the method of a call in all interfaces that an object implements.</summary>
    internal static ActorMethod? FindOther(string type, object instance)
    {
        foreach (ActorInterfaceDescription description in s_all)
        {
            if (description.Find(type) is { } method && description.IsImplementedBy(instance))
            {
                return method;
            }
        }

        return null;
    }
}
