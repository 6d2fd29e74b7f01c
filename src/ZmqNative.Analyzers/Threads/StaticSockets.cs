using System.Collections.Concurrent;

namespace ZmqNative.Analyzers;

/// <summary>The static fields and properties of a type that have a raw socket, which any thread can use.</summary>
internal sealed class StaticSockets(Library library, INamedTypeSymbol type)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _used = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _threadSafe = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a member is a static field or automatic property of the type of sockets.</summary>
    public static bool Is(ISymbol member, Library library) => member switch
    {
        IFieldSymbol { IsStatic: true, AssociatedSymbol: null } field =>
            field.Type.Is(library.Socket) && !field.GetAttributes().Any(static a => a.AttributeClass.IsNamed("System", "ThreadStaticAttribute")),
        IPropertySymbol { IsStatic: true } property => property.Type.Is(library.Socket)
            && property.ContainingType.GetMembers().Any(m => m is IFieldSymbol field && field.AssociatedSymbol.IsSameAs(property)),
        _ => false,
    };

    /// <summary>Notes a call on a socket outside of a lock.</summary>
    public void NoteUse(OperationAnalysisContext context)
    {
        if (SocketUse.Find(context.Operation, library) is { } socket && !context.Operation.IsLocked())
        {
            _ = _used.TryAdd(socket, true);
        }
    }

    public void NoteAssignment(OperationAnalysisContext context)
    {
        IAssignmentOperation assignment = (IAssignmentOperation)context.Operation;
        Note(assignment.Target.Variable(), assignment.Value);
    }

    public void NoteInitializer(OperationAnalysisContext context)
    {
        ISymbolInitializerOperation initializer = (ISymbolInitializerOperation)context.Operation;
        IEnumerable<ISymbol> targets = initializer is IFieldInitializerOperation field
            ? field.InitializedFields
            : ((IPropertyInitializerOperation)initializer).InitializedProperties;
        foreach (ISymbol target in targets)
        {
            Note(target, initializer.Value);
        }
    }

    /// <summary>Reports the sockets, when all of the type is known.</summary>
    public void Report(SymbolAnalysisContext context)
    {
        foreach (ISymbol member in type.GetMembers().Where(m => Is(m, library)))
        {
            // Other types use a socket that is not private, perhaps without the lock.
            if (!_threadSafe.ContainsKey(member) && (_used.ContainsKey(member) || member.DeclaredAccessibility != Accessibility.Private))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rules.SharedSocket, member.Locations[0], member.Name, "is static, so that all threads can use it"));
            }
        }
    }

    private void Note(ISymbol? member, IOperation value)
    {
        if (member is not null && SocketUse.IsThreadSafe(value))
        {
            _ = _threadSafe.TryAdd(member, true);
        }
    }
}
