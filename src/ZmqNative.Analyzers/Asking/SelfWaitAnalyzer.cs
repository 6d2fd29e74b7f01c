using System.Collections.Immutable;

namespace ZmqNative.Analyzers;

/// <summary>ZMQ004: a handler of an actor that waits for its own actor.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SelfWaitAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.SelfWait];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Library.Find(start.Compilation) is { Actor: not null } library)
            {
                Scope scope = new(library, new HandlerFinder(library, start.Compilation));
                start.RegisterSymbolStartAction(scope.CheckType, SymbolKind.NamedType);
            }
        });
    }

    /// <summary>The check within one compilation.</summary>
    private sealed class Scope(Library library, HandlerFinder finder)
    {
        public void CheckType(SymbolStartAnalysisContext context)
        {
            SelfFields fields = new(library);
            context.RegisterOperationAction(c => fields.Note((IAssignmentOperation)c.Operation), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
            context.RegisterOperationAction(c => CheckCall(c, fields), OperationKind.Invocation);
            context.RegisterSymbolEndAction(fields.Report);
        }

        private void CheckCall(OperationAnalysisContext context, SelfFields fields)
        {
            IInvocationOperation call = (IInvocationOperation)context.Operation;
            if (Target(call) is not { } target
                || FindHandler(call, context.ContainingSymbol) is not { } handler
                || !Waiting.IsFor(call, call.EnclosingFunction()))
            {
                return;
            }

            Diagnostic diagnostic = Diagnostic.Create(Rules.SelfWait, call.Syntax.GetLocation(), call.TargetMethod.Name);
            if (IsSelf(target, handler))
            {
                context.ReportDiagnostic(diagnostic);
            }
            else if (target.WithoutConversions() is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field)
            {
                fields.Add(field.Field, diagnostic);
            }
        }

        /// <summary>Returns the reference to the actor that a call waits for; null for other calls.</summary>
        private IOperation? Target(IInvocationOperation call)
        {
            IMethodSymbol method = call.TargetMethod;
            return method.Name switch
            {
                "AskAsync" or "AskStreamAsync" when method.ContainingType.Implements(library.ActorReference) => call.Instance,
                "StopAsync" when method.ContainingType.Is(library.Broker) =>
                    call.Arguments.FirstOrDefault(static a => a.Parameter?.Ordinal == 0)?.Value,
                _ => null,
            };
        }

        /// <summary>Returns the handler that has the call directly, not in a function that may run after it; null if there is none.</summary>
        private ISymbol? FindHandler(IInvocationOperation call, ISymbol member) => call.EnclosingFunction() switch
        {
            IAnonymousFunctionOperation lambda => HandlerFinder.IsHandler(lambda) ? lambda.Symbol : null,
            null => member is IMethodSymbol method && finder.IsHandler(method) && library.IsActor(method.ContainingType) ? method : null,
            _ => null,
        };

        /// <summary>Whether an expression is the reference of the actor that the handler belongs to.</summary>
        private bool IsSelf(IOperation target, ISymbol handler)
        {
            switch (target.WithoutConversions())
            {
                case IPropertyReferenceOperation { Property: { Name: "Self" } property, Instance: { } context } when property.ContainingType.Is(library.ActorContext):
                    return context.WithoutConversions() is IParameterReferenceOperation parameter && parameter.Parameter.ContainingSymbol.IsSameAs(handler);

                // By its own address.
                case IInvocationOperation { TargetMethod: { Name: "Actor" } method } call when method.ContainingType.Is(library.Broker):
                    return call.Arguments.Length == 1
                        && call.Arguments[0].Value.WithoutConversions() is IPropertyReferenceOperation { Property.Name: "Address", Instance: { } addressed }
                        && IsSelf(addressed, handler);

                // A local that is assigned once, when it is declared.
                case ILocalReferenceOperation local:
                    IOperation? value = null;
                    foreach (IOperation operation in local.Root().Descendants())
                    {
                        if (operation is IVariableDeclaratorOperation declarator && declarator.Symbol.IsSameAs(local.Local))
                        {
                            value = declarator.GetVariableInitializer()?.Value;
                        }
                        else if (operation is IAssignmentOperation assignment && assignment.Target.Variable().IsSameAs(local.Local))
                        {
                            return false;
                        }
                    }

                    return value is not null && IsSelf(value, handler);
                default:
                    return false;
            }
        }
    }
}
