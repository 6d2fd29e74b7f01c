using ZmqNative.Actors.Generated;

namespace ZmqNative.Actors;

/// <summary>The methods of an actor interface, as calls from other processes find them.</summary>
internal sealed class ActorInterfaceDescription
{
    private readonly string _name;
    private readonly ActorMethod[] _methods;
    private readonly Func<object, bool> _isImplementedBy;
    private readonly Dictionary<string, ActorMethod> _byType = new(StringComparer.Ordinal);

    public ActorInterfaceDescription(string name, ActorMethod[] methods, Func<object, bool> isImplementedBy)
    {
        _name = name;
        _methods = methods;
        _isImplementedBy = isImplementedBy;
        foreach (ActorMethod method in methods)
        {
            // A peer in a language without signatures sends the name alone.
            _byType[method.WireType] = method;
            _byType[$"{WireTypeNames.Call}{name}.{method.Name}"] = method;
            _byType[WireTypeNames.Call + method.Name] = method;
        }
    }

    public bool IsImplementedBy(object instance) => _isImplementedBy(instance);

    /// <summary>Returns the method that a call names; null if there is none with its signature.</summary>
    /// <param name="type">The second line of the address frame.</param>
    public ActorMethod? Find(string type) => _byType.GetValueOrDefault(type);

    /// <summary>Describes the difference between a call and the interface, for the caller.</summary>
    public string Explain(string type)
    {
        string called = type[WireTypeNames.Call.Length..];
        int end = called.IndexOf('(', StringComparison.Ordinal);
        string name = end < 0 ? called : called[..end];
        ActorMethod? own = Array.Find(
            _methods, method => name == method.Name || name == $"{_name}.{method.Name}");
        return own is not null
            ? $"the caller has the method '{called}', and the actor '{own.Signature}'"
            : $"the caller has the method '{called}', and the actor implements {_name}, which has "
              + (_methods.Length == 0 ? "none" : string.Join(", ", _methods.Select(static method => $"'{method.Signature}'")));
    }
}
