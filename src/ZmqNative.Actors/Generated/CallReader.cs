using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Generated;

/// <summary>Reads the arguments of a call that a peer has sent, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815", Justification = "It is not compared.")]
public readonly struct CallReader
{
    private readonly ReceivedCall _call;

    internal CallReader(ReceivedCall call) => _call = call;

    /// <summary>Reads an argument.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="index">The index of the parameter.</param>
    /// <returns>The argument.</returns>
    public T Read<T>(int index) => (T)ActorPayload.ReadValue(_call.Arguments[index], typeof(T), _call.Serializer)!;
}
