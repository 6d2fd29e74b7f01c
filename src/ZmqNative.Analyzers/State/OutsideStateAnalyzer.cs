using System.Collections.Immutable;

namespace ZmqNative.Analyzers;

/// <summary>ZMQ006: the state of an actor that code uses outside of the actor's turns.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OutsideStateAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.OutsideState];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Library.Find(start.Compilation) is { Actor: not null } library)
            {
                start.RegisterOperationAction(context => CheckFactory(context, library), OperationKind.AnonymousFunction);
                start.RegisterOperationAction(context => CheckTask(context, library), OperationKind.AnonymousFunction);
            }
        });
    }

    /// <summary>An instance that a variable keeps: <c>broker.Spawn("a", () => counter)</c>, and then <c>counter.Sum</c>.</summary>
    private static void CheckFactory(OperationAnalysisContext context, Library library)
    {
        IAnonymousFunctionOperation lambda = (IAnonymousFunctionOperation)context.Operation;
        if (!IsFactory(lambda))
        {
            return;
        }

        foreach (IReturnOperation end in lambda.Body.Descendants().OfType<IReturnOperation>().Where(r => r.EnclosingFunction() == lambda))
        {
            IOperation? instance = end.ReturnedValue?.WithoutConversions();
            ISymbol? variable = instance is IAssignmentOperation assignment ? assignment.Target.Variable() : instance.Variable();
            if (variable is not (ILocalSymbol or IParameterSymbol) || variable.DeclaringSyntaxReferences.Any(r => lambda.Syntax.Span.Contains(r.Span)))
            {
                continue;
            }

            foreach (IOperation use in lambda.Root().Descendants())
            {
                if (use.Syntax.SpanStart > lambda.Syntax.Span.End
                    && FindMember(use, out IOperation? target) is { } member
                    && target.Variable().IsSameAs(variable)
                    && !HasEnded(lambda, use)
                    && !IsAssignedAnew(lambda, variable, use)
                    && library.IsActor(member.ContainingType) && !Library.Has(member)
                    && ActorState.IsUsedBy(member))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Rules.OutsideState, use.Syntax.GetLocation(), $"{member.ContainingType.Name}.{member.Name}", "through the instance, outside of its turns"));
                }
            }
        }
    }

    // The actor has stopped before, with its broker or alone, or a test has waited until no actor can run.
    private static bool HasEnded(IAnonymousFunctionOperation factory, IOperation use)
    {
        for (IOperation? current = factory.Parent; current is not null; current = current.Parent)
        {
            if (current is IUsingOperation { Resources: var resources } && !use.IsWithin(current) && resources.Descendants().Any(static o =>
                o is IVariableDeclaratorOperation { Symbol.Type.Name: "Broker" or "TestBroker" }))
            {
                return true;
            }
        }

        return factory.Root().Descendants().Any(o => o is IAwaitOperation wait
            && wait.Syntax.SpanStart > factory.Syntax.Span.End && wait.Syntax.SpanStart < use.Syntax.SpanStart
            && wait.Operation.WithoutTaskWrappers() is IInvocationOperation { TargetMethod: { Name: "StopAsync" or "DisposeAsync" or "IdleAsync" or "AdvanceAsync" } method }
            && Library.Has(method));
    }

    // The variable has another instance by then. An assignment in a branch that the use is not in leaves the actor's one possible.
    private static bool IsAssignedAnew(IAnonymousFunctionOperation factory, ISymbol variable, IOperation use) =>
        factory.Root().Descendants().Any(o => o is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation { Parent: IBlockOperation block } } assignment
            && assignment.Syntax.SpanStart > factory.Syntax.Span.End && assignment.Syntax.Span.End < use.Syntax.SpanStart
            && assignment.Target.Variable().IsSameAs(variable) && use.IsWithin(block));

    /// <summary>A task of an actor that changes its fields while the actor handles further messages.</summary>
    private static void CheckTask(OperationAnalysisContext context, Library library)
    {
        IAnonymousFunctionOperation lambda = (IAnonymousFunctionOperation)context.Operation;
        if (!library.IsActor(context.ContainingSymbol.ContainingType)
            || ThreadStart.Find(lambda) is not { } start
            || (!start.IsParallel && Waiting.IsFor(start.Call, start.Call.EnclosingFunction())))
        {
            return;
        }

        foreach (IOperation operation in lambda.Body.Descendants())
        {
            if (FindChanged(operation, context.ContainingSymbol.ContainingType) is { } state && !operation.IsLocked())
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rules.OutsideState,
                    operation.Syntax.GetLocation(),
                    state.Name,
                    start.IsParallel ? "by several threads" : "on another thread, for which the handler does not wait"));
            }
        }
    }

    private static bool IsFactory(IAnonymousFunctionOperation lambda) =>
        lambda.Parent is IDelegateCreationOperation creation
        && creation.ParentPastConversions() is IArgumentOperation { Parameter: { Name: "factory" } parameter }
        && Library.Has(parameter);

    private static ISymbol? FindMember(IOperation use, out IOperation? target)
    {
        (ISymbol? member, target) = use switch
        {
            IMemberReferenceOperation reference => (reference.Member, reference.Instance),
            IInvocationOperation call => (call.TargetMethod, call.Instance),
            _ => ((ISymbol?)null, (IOperation?)null),
        };
        return target is null ? null : member;
    }

    /// <summary>Returns the field, property or captured parameter of the actor that an operation changes; null if it changes none.</summary>
    private static ISymbol? FindChanged(IOperation operation, INamedTypeSymbol actor) => operation switch
    {
        IAssignmentOperation assignment => FindState(assignment.Target, actor),
        IIncrementOrDecrementOperation increment => FindState(increment.Target, actor),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Parameter.ContainingSymbol: IMethodSymbol method } argument =>
            method.ContainingType.Name is "Interlocked" or "Volatile" ? null : FindState(argument.Value, actor),
        IInvocationOperation { Instance: { Type: { } type } instance } call when ActorState.IsCollection(type) && IsChange(call.TargetMethod.Name) =>
            FindState(instance, actor),
        _ => null,
    };

    private static ISymbol? FindState(IOperation target, INamedTypeSymbol actor)
    {
        switch (target)
        {
            case IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field:
                return field.Field.IsVolatile ? null : field.Field;
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Arguments.Length: 0 } property:
                return Library.Has(property.Property) ? null : property.Property;

            // An element of a collection, or of an array.
            case IPropertyReferenceOperation { Instance: { Type: { } type } instance, Arguments.Length: > 0 } when ActorState.IsCollection(type):
                return FindState(instance, actor);
            case IArrayElementReferenceOperation element:
                return FindState(element.ArrayReference, actor);

            // A parameter of the class, which is a field.
            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } parameter }:
                return constructor.ContainingType.IsSameAs(actor) ? parameter : null;
            default:
                return null;
        }
    }

    private static bool IsChange(string method) => method is "Add" or "AddRange" or "Insert" or "Remove" or "RemoveAt" or "RemoveAll" or "RemoveFirst" or "RemoveLast"
        or "Clear" or "TryAdd" or "Enqueue" or "Dequeue" or "TryDequeue" or "Push" or "Pop" or "TryPop" or "AddFirst" or "AddLast" or "Sort";
}
