using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ZmqNative.Analyzers;

/// <summary>ZMQ001: code that blocks its thread in an actor or in a handler.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BlockingHandlerAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Blocking];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Library.Find(start.Compilation) is not { } library)
            {
                return;
            }

            Scope scope = new(library, new HandlerFinder(library, start.Compilation));
            start.RegisterOperationAction(scope.Check, OperationKind.Invocation, OperationKind.PropertyReference);
        });
    }

    /// <summary>The check within one compilation.</summary>
    private sealed class Scope(Library library, HandlerFinder finder)
    {
        // Whether a method is given as a handler.
        private readonly ConcurrentDictionary<ISymbol, bool> _methodGroups = new(SymbolEqualityComparer.Default);

        public void Check(OperationAnalysisContext context)
        {
            IOperation operation = context.Operation;
            if (BlockingCall.Is(operation, library, out IOperation? waited)
                && IsInHandler(operation, context.ContainingSymbol)
                && (waited is null || !CompletedTask.IsCertain(operation, waited, library)))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.Blocking, operation.Syntax.GetLocation(), Describe(operation)));
            }
        }

        private static string Describe(IOperation operation) => operation switch
        {
            IInvocationOperation call => $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}",
            IPropertyReferenceOperation property => $"{property.Property.ContainingType.Name}.{property.Property.Name}",
            _ => operation.Syntax.ToString(),
        };

        private bool IsInHandler(IOperation operation, ISymbol member)
        {
            for (IOperation? function = operation.EnclosingFunction(); function is not null; function = function.EnclosingFunction())
            {
                switch (function)
                {
                    case IAnonymousFunctionOperation lambda when HandlerFinder.IsHandler(lambda):
                        return !HandlerFinder.MayBlock(lambda);
                    case ILocalFunctionOperation local when IsGivenAsHandler(local.Symbol, operation):
                        return true;
                    case IAnonymousFunctionOperation lambda when IsForElements(lambda):
                    case ILocalFunctionOperation called when !IsGivenAway(called):
                        continue;
                    default:
                        return false;
                }
            }

            return member is IMethodSymbol method && (finder.RunsInTurn(method) || IsGivenAsHandler(method, operation));
        }

        // Only in the same file: what is reported in one file must not depend on the code of others.
        private bool IsGivenAsHandler(IMethodSymbol method, IOperation operation) =>
            _methodGroups.GetOrAdd(method, _ => operation.Root().SemanticModel is { } model && HandlerFinder.IsGivenAsHandler(method, model));

        private static bool IsForElements(IAnonymousFunctionOperation lambda) =>
            lambda.Parent is IDelegateCreationOperation creation
            && creation.ParentPastConversions() is IArgumentOperation { Parameter.ContainingSymbol: IMethodSymbol method }
            && method.ContainingType?.ContainingNamespace?.ToDisplayString() is "System.Linq" or "System.Collections.Generic";

        // A local function that is used as a delegate, or called in another function, may run on another thread.
        private static bool IsGivenAway(ILocalFunctionOperation local)
        {
            IOperation? outer = local.EnclosingFunction();
            return local.Root().Descendants().Any(o => o switch
            {
                IMethodReferenceOperation reference => reference.Method.OriginalDefinition.IsSameAs(local.Symbol),
                IInvocationOperation call => call.TargetMethod.OriginalDefinition.IsSameAs(local.Symbol) && !call.IsWithin(local) && call.EnclosingFunction() != outer,
                _ => false,
            });
        }
    }
}
