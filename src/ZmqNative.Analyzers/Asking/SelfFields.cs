using System.Collections.Concurrent;

namespace ZmqNative.Analyzers;

/// <summary>The fields of a class in which actors keep the reference to themselves, and the calls that wait for them.</summary>
internal sealed class SelfFields(Library library)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _isSelf = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentQueue<(ISymbol Field, Diagnostic Diagnostic)> _calls = new();

    /// <summary>Notes what a field is set to.</summary>
    public void Note(IAssignmentOperation assignment)
    {
        if (assignment.Target is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field)
        {
            bool isSelf = assignment.Value.WithoutConversions() is IPropertyReferenceOperation { Property: { Name: "Self" } property }
                && property.ContainingType.Is(library.ActorContext);
            _ = _isSelf.AddOrUpdate(field.Field, isSelf, (_, before) => before && isSelf);
        }
    }

    /// <summary>Adds a call that is reported if the field is never set to anything but the actor itself.</summary>
    public void Add(ISymbol field, Diagnostic diagnostic) => _calls.Enqueue((field, diagnostic));

    /// <summary>Reports the calls, when all of the class is known.</summary>
    public void Report(SymbolAnalysisContext context)
    {
        foreach ((ISymbol field, Diagnostic diagnostic) in _calls)
        {
            // What other classes can set may be anything.
            if (field.DeclaredAccessibility == Accessibility.Private && _isSelf.TryGetValue(field, out bool isSelf) && isSelf)
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }
}
