using System.ComponentModel;

namespace ZmqNative.Actors.Generated;

/// <summary>A method of an actor interface, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ActorMethod
{
    private readonly Func<CallReader, ActorCall> _read;

    /// <summary>Creates the description of a method.</summary>
    /// <param name="interfaceName">The name of the interface.</param>
    /// <param name="name">The name of the method.</param>
    /// <param name="parameters">The types of its parameters and its result, such as <c>(Item, int): Total</c>.</param>
    /// <param name="arguments">The number of its arguments, without a token.</param>
    /// <param name="read">The function that makes a call of the arguments that a peer has sent.</param>
    public ActorMethod(string interfaceName, string name, string parameters, int arguments, Func<CallReader, ActorCall> read)
    {
        Name = name;
        Signature = $"{interfaceName}.{name}{parameters}";
        WireType = WireTypeNames.Call + Signature;
        Arguments = arguments;
        _read = read;
    }

    /// <summary>The name of the method.</summary>
    public string Name { get; }

    /// <summary>The names of the interface and the method, and the types of its parameters and result, as they are compared between processes.</summary>
    public string Signature { get; }

    /// <summary>The number of its arguments, without a token.</summary>
    public int Arguments { get; }

    /// <summary>The type of its calls in messages between processes: <see cref="Signature"/> behind <see cref="WireTypeNames.Call"/>.</summary>
    internal string WireType { get; }

    internal ActorCall Read(ReceivedCall call) => _read(new CallReader(call));
}
