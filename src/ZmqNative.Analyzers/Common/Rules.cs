namespace ZmqNative.Analyzers;

/// <summary>The descriptors of all rules. Each has a page in docs/analyzers.</summary>
internal static class Rules
{
    public const string BlockingId = "ZMQ001";
    public const string UndisposedId = "ZMQ002";
    public const string UnawaitedId = "ZMQ003";
    public const string SelfWaitId = "ZMQ004";
    public const string SharedSocketId = "ZMQ005";
    public const string OutsideStateId = "ZMQ006";

    public static readonly DiagnosticDescriptor Blocking = new(
        BlockingId,
        "A handler blocks its thread",
        "'{0}' blocks the thread of the handler, which other actors and sockets need; await instead",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: $"{Pages}{BlockingId}.md");

    public static readonly DiagnosticDescriptor Undisposed = new(
        UndisposedId,
        "A message is not disposed",
        "The {0} {1} is neither disposed nor passed on, so its native memory is not released",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: $"{Pages}{UndisposedId}.md");

    public static readonly DiagnosticDescriptor Unawaited = new(
        UnawaitedId,
        "A tell or an ask is not awaited",
        "'{0}' is not awaited: its exception is lost, and the code that follows does not wait for it",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: $"{Pages}{UnawaitedId}.md");

    public static readonly DiagnosticDescriptor SelfWait = new(
        SelfWaitId,
        "An actor waits for itself",
        "The handler waits for '{0}' of its own actor, which can complete only after the handler",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: $"{Pages}{SelfWaitId}.md");

    public static readonly DiagnosticDescriptor SharedSocket = new(
        SharedSocketId,
        "A socket is shared between threads",
        "The socket '{0}' {1}; a socket is for one thread at a time",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: $"{Pages}{SharedSocketId}.md");

    public static readonly DiagnosticDescriptor OutsideState = new(
        OutsideStateId,
        "The state of an actor is used outside of its turns",
        "'{0}' is used {1}, while the actor may be handling a message; send it a message instead",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: $"{Pages}{OutsideStateId}.md");

    private const string Category = "ZmqNative";

    // The repository has no address on the web yet: a link is the path in it, as in the documentation comments of the libraries.
    private const string Pages = "docs/analyzers/";
}
