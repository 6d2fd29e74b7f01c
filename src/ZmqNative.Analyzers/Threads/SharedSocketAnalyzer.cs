using System.Collections.Immutable;

namespace ZmqNative.Analyzers;

/// <summary>ZMQ005: raw sockets that several threads use.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SharedSocketAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.SharedSocket];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Library.Find(start.Compilation) is { } library)
            {
                start.RegisterOperationAction(context => CheckLambda(context, library), OperationKind.AnonymousFunction);
                start.RegisterSymbolStartAction(context => CheckType(context, library), SymbolKind.NamedType);
            }
        });
    }

    private static void CheckType(SymbolStartAnalysisContext context, Library library)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (type.GetMembers().Any(member => StaticSockets.Is(member, library)))
        {
            StaticSockets sockets = new(library, type);
            context.RegisterOperationAction(sockets.NoteUse, OperationKind.Invocation, OperationKind.PropertyReference);
            context.RegisterOperationAction(sockets.NoteAssignment, OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
            context.RegisterOperationAction(sockets.NoteInitializer, OperationKind.FieldInitializer, OperationKind.PropertyInitializer);
            context.RegisterSymbolEndAction(sockets.Report);
        }
    }

    private static void CheckLambda(OperationAnalysisContext context, Library library)
    {
        IAnonymousFunctionOperation lambda = (IAnonymousFunctionOperation)context.Operation;
        if (ThreadStart.Find(lambda) is not { } start)
        {
            return;
        }

        HashSet<ISymbol> reported = new(SymbolEqualityComparer.Default);
        foreach (IOperation use in lambda.Body.Descendants())
        {
            if (SocketUse.Find(use, library) is not { } socket || use.IsLocked() || IsOwn(socket, lambda) || reported.Contains(socket) || IsThreadSafe(socket, lambda))
            {
                continue;
            }

            string? problem = start.IsParallel ? "is used by all threads of a parallel loop"
                : IsStartedInLoop(start, socket) ? "is used by a thread of each pass of the loop"
                : IsUsedElsewhere(start, lambda, socket, library) ? "is used on another thread here, and by the code that has started it"
                : null;
            if (problem is not null)
            {
                _ = reported.Add(socket);
                context.ReportDiagnostic(Diagnostic.Create(Rules.SharedSocket, use.Syntax.GetLocation(), socket.Name, problem));
            }
        }
    }

    // Declared within the lambda, or thread-static.
    private static bool IsOwn(ISymbol socket, IAnonymousFunctionOperation lambda) => socket switch
    {
        IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } => true,
        ILocalSymbol or IParameterSymbol => socket.DeclaringSyntaxReferences.Any(r => lambda.Syntax.Span.Contains(r.Span)),
        _ => false,
    };

    private static bool IsThreadSafe(ISymbol socket, IOperation operation) => operation.Root().Descendants().Any(o => o switch
    {
        IVariableDeclaratorOperation declarator => declarator.Symbol.IsSameAs(socket) && SocketUse.IsThreadSafe(declarator.GetVariableInitializer()?.Value),
        ISimpleAssignmentOperation assignment => assignment.Target.Variable().IsSameAs(socket) && SocketUse.IsThreadSafe(assignment.Value),
        _ => false,
    });

    private static bool IsStartedInLoop(ThreadStart start, ISymbol socket)
    {
        if (Waiting.IsFor(start.Call, start.Call.EnclosingFunction()))
        {
            return false;
        }

        for (IOperation? current = start.Call; current is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is ILoopOperation)
            {
                return !socket.DeclaringSyntaxReferences.Any(r => current.Syntax.Span.Contains(r.Span));
            }
        }

        return false;
    }

    /// <summary>Whether code that may run at the same time as the lambda uses the socket as well.</summary>
    private static bool IsUsedElsewhere(ThreadStart start, IAnonymousFunctionOperation lambda, ISymbol socket, Library library)
    {
        IOperation[] all = [.. start.Call.Root().Descendants()];
        ISymbol? handle = HandleOf(start.Call);
        int begin = Begin(start.Call, handle, all);
        return all.Any(use => SocketUse.Find(use, library).IsSameAs(socket)
            && !use.IsWithin(lambda)
            && !use.IsLocked()
            && use.Syntax.SpanStart > begin
            && !IsJoined(start.Call, handle, begin, use, all));
    }

    /// <summary>Returns the local with the task or the thread; null if there is none.</summary>
    private static ISymbol? HandleOf(IOperation call)
    {
        IOperation current = call;
        while (current.Parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "Unwrap" or "ConfigureAwait" } or IArgumentOperation)
        {
            current = current.Parent;
        }

        return current.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => local.Local,
            _ => null,
        };
    }

    // A thread runs from its Start on, not from where it is created.
    private static int Begin(IOperation call, ISymbol? handle, IOperation[] all) => handle is not null && call is IObjectCreationOperation
        && all.FirstOrDefault(o => o is IInvocationOperation { TargetMethod.Name: "Start" } begin && begin.Instance.Variable().IsSameAs(handle)) is { } start
            ? start.Syntax.Span.End
            : call.Syntax.Span.End;

    /// <summary>Whether the code waits for the end of the lambda before it uses the socket.</summary>
    private static bool IsJoined(IOperation call, ISymbol? handle, int begin, IOperation use, IOperation[] all)
    {
        if (call.ParentPastConversions() is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "Wait" or "GetAwaiter" } or IPropertyReferenceOperation { Property.Name: "Result" }
            or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync" })
        {
            return true;
        }

        return all.Any(o => o.Syntax.SpanStart >= begin && o.Syntax.SpanStart < use.Syntax.SpanStart && o switch
        {
            IAwaitOperation wait => handle is null ? wait.Operation.Syntax.ToString().Contains("WhenAll") : wait.Mentions(handle),
            IInvocationOperation { TargetMethod.Name: "Join" or "Wait" or "WaitAll" or "GetAwaiter" } wait => handle is null || wait.Mentions(handle),
            IPropertyReferenceOperation { Property.Name: "Result" } result => handle is not null && result.Mentions(handle),
            _ => false,
        });
    }
}
