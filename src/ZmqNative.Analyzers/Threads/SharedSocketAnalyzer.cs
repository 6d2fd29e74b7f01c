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
            && !IsExcluded(start.Call, use)
            && !IsJoined(start.Call, lambda, handle, begin, use, all));
    }

    // The other branch of an if or a switch, or code behind a block that returns.
    private static bool IsExcluded(IOperation call, IOperation use)
    {
        for (IOperation current = call; current.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation); current = parent)
        {
            if (use.IsWithin(current))
            {
                return false;
            }

            bool isBranch = (parent is IConditionalOperation conditional && current != conditional.Condition) || current is ISwitchCaseOperation;
            if ((isBranch && use.IsWithin(parent))
                || (current is IBlockOperation block
                    && block.Operations.LastOrDefault() is IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }))
            {
                return true;
            }
        }

        return false;
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
    private static bool IsJoined(IOperation call, IAnonymousFunctionOperation lambda, ISymbol? handle, int begin, IOperation use, IOperation[] all)
    {
        if (call.ParentPastConversions() is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "Wait" or "GetAwaiter" } or IPropertyReferenceOperation { Property.Name: "Result" }
            or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync" })
        {
            return true;
        }

        // first.ContinueWith(_ => socket.Send(...))
        for (IOperation? current = use.Parent; current is not null && handle is not null; current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod.Name: "ContinueWith", Instance: { } before } && before.Mentions(handle))
            {
                return true;
            }
        }

        ISymbol[] signals = [.. lambda.Body.Descendants().Where(static o => IsSignal(o.Type)).Select(static o => o.Variable()).OfType<ISymbol>()];
        return all.Any(o => o.Syntax.SpanStart >= begin && o.Syntax.SpanStart < use.Syntax.SpanStart && !o.IsWithin(lambda) && o switch
        {
            IAwaitOperation wait => MentionsAny(wait, signals)
                || (handle is null ? wait.Operation.Syntax.ToString().Contains("WhenAll") || IsOfElement(wait) : IsFor(wait, handle, all)),
            IInvocationOperation { TargetMethod.Name: "Join" or "Wait" or "WaitAll" or "WaitOne" or "GetAwaiter" } wait =>
                handle is null || wait.Mentions(handle) || MentionsAny(wait, signals),
            IPropertyReferenceOperation { Property.Name: "Result" or "IsCompleted" } result => handle is not null && result.Mentions(handle),
            _ => false,
        });
    }

    // foreach (Task task in tasks) await task
    private static bool IsOfElement(IAwaitOperation wait) => wait.Operation.WithoutTaskWrappers() is ILocalReferenceOperation local
        && wait.Root().Descendants().OfType<IForEachLoopOperation>().Any(loop => loop.Locals.Any(l => l.IsSameAs(local.Local)));

    // The task, or one that was made of it: Task second = first.ContinueWith(...).
    private static bool IsFor(IAwaitOperation wait, ISymbol handle, IOperation[] all) => wait.Mentions(handle)
        || all.OfType<IVariableDeclaratorOperation>().Any(declarator => wait.Mentions(declarator.Symbol) && declarator.GetVariableInitializer()?.Mentions(handle) is true);

    // What the lambda may set when it no longer uses the socket, such as a TaskCompletionSource or a CountdownEvent.
    private static bool IsSignal(ITypeSymbol? type) => type?.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Threading.Tasks"
        && !type.Name.StartsWith("CancellationToken", StringComparison.Ordinal);

    private static bool MentionsAny(IOperation operation, ISymbol[] variables) =>
        operation.Descendants().Any(o => o.Variable() is { } variable && variables.Any(variable.IsSameAs));
}
