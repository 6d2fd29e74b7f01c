namespace ZmqNative.Actors.Generator;

/// <summary>A method of an actor interface.</summary>
/// <param name="Name">The name.</param>
/// <param name="Declaring">The interface that declares it, fully qualified.</param>
/// <param name="Kind">The way in which it is called.</param>
/// <param name="ReturnType">The type that it returns, fully qualified.</param>
/// <param name="ResultType">The type of its result or of each answer, fully qualified; empty if there is none.</param>
/// <param name="Signature">Its parameters and result as they are compared between processes, such as <c>(Item, int): Total</c>.</param>
/// <param name="Parameters">The types of its parameters without the token, fully qualified.</param>
/// <param name="HasToken">Whether its last parameter is a token.</param>
/// <param name="TimeoutTicks">The time-out of its attribute or of that of its interface; 0 if there is none.</param>
internal sealed record MethodModel(
    string Name,
    string Declaring,
    MethodKind Kind,
    string ReturnType,
    string ResultType,
    string Signature,
    EquatableArray<string> Parameters,
    bool HasToken,
    long TimeoutTicks);
