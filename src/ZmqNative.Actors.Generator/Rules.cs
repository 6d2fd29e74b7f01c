using Microsoft.CodeAnalysis;

namespace ZmqNative.Actors.Generator;

/// <summary>The rules for actor interfaces. An interface that breaks one gets no code. Each has a page in docs/analyzers.</summary>
internal static class Rules
{
    private const string Category = "ActorInterfaces";

    public static readonly DiagnosticDescriptor Overload = Create(
        "ZMQ101", "Methods of an actor interface need different names", "'{0}' has several methods named '{1}': a call is found by the name, so give each another one");

    public static readonly DiagnosticDescriptor NotAMethod = Create(
        "ZMQ102", "An actor interface has only methods", "'{0}' is no method that an actor can handle: declare an instance method instead");

    public static readonly DiagnosticDescriptor ReturnType = Create(
        "ZMQ103",
        "A method of an actor interface returns ValueTask, ValueTask<T> or IAsyncEnumerable<T>",
        "'{0}' returns '{1}': return ValueTask, ValueTask<T> or IAsyncEnumerable<T>");

    public static readonly DiagnosticDescriptor Generic = Create(
        "ZMQ104", "An actor interface and its methods are not generic", "'{0}' is generic: a peer could not tell for which types it is called");

    public static readonly DiagnosticDescriptor Parameter = Create(
        "ZMQ105",
        "An argument of a call is a value",
        "Parameter '{0}' of '{1}' cannot be the argument of a call: it is {2}");

    public static readonly DiagnosticDescriptor Token = Create(
        "ZMQ106", "The CancellationToken is the last parameter", "'{0}' has a CancellationToken that is not the last parameter, or more than one");

    public static readonly DiagnosticDescriptor Inaccessible = Create(
        "ZMQ107", "An actor interface and its types are accessible in its project", "'{0}' uses '{1}', which generated code cannot access: make it internal or public");

    public static readonly DiagnosticDescriptor Tell = Create(
        "ZMQ108", "A method with [Tell] returns ValueTask", "'{0}' has [Tell] and returns '{1}': a tell has no answer, so return ValueTask");

    public static readonly DiagnosticDescriptor Base = Create(
        "ZMQ109", "The base of an actor interface is an actor interface", "'{0}' inherits '{1}', which has no [ActorInterface]");

    public static readonly DiagnosticDescriptor Timeout = Create(
        "ZMQ110",
        "The time-out of an ask is in its range",
        "[AskTimeout] of '{0}' {1}");

    public static readonly DiagnosticDescriptor[] All =
        [Overload, NotAMethod, ReturnType, Generic, Parameter, Token, Inaccessible, Tell, Base, Timeout];

    private static DiagnosticDescriptor Create(string id, string title, string text) =>
        new(id, title, text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: $"docs/analyzers/{id}.md");
}
