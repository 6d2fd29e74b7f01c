namespace ZmqNative.Actors.Generator;

/// <summary>An interface with <c>[ActorInterface]</c>, as values that are compared between runs.</summary>
/// <param name="Name">The name without a namespace, which calls carry between processes.</param>
/// <param name="Type">The type, fully qualified.</param>
/// <param name="HintName">The name of the generated file.</param>
/// <param name="Bases">The actor interfaces that it inherits, fully qualified.</param>
/// <param name="Methods">Its methods, those of its base interfaces included.</param>
/// <param name="Diagnostics">The reasons why no code is made for it; empty if there is none.</param>
internal sealed record InterfaceModel(
    string Name,
    string Type,
    string HintName,
    EquatableArray<string> Bases,
    EquatableArray<MethodModel> Methods,
    EquatableArray<DiagnosticModel> Diagnostics);
