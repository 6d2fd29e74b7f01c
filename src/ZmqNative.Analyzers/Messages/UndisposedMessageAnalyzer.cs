using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ZmqNative.Analyzers;

/// <summary>ZMQ002: frames and messages that are received or made, and neither disposed nor passed on.</summary>
/// <remarks>What one use of a variable may pass on counts as passed on: paths through the code are not compared.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UndisposedMessageAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Undisposed];

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
            start.RegisterOperationAction(scope.CheckVariable, OperationKind.VariableDeclarator);
            start.RegisterOperationAction(scope.CheckOut, OperationKind.DeclarationExpression);
            start.RegisterOperationAction(scope.CheckTemporary, OperationKind.Invocation, OperationKind.Await);
            start.RegisterOperationAction(scope.CheckPattern, OperationKind.DeclarationPattern);
            start.RegisterOperationBlockAction(scope.CheckParameters);
            start.RegisterOperationAction(scope.CheckLambda, OperationKind.AnonymousFunction);
        });
    }

    /// <summary>The check within one compilation.</summary>
    private sealed class Scope(Library library, HandlerFinder finder)
    {
        /// <summary>A local: <c>Frame frame = socket.Receive();</c>.</summary>
        public void CheckVariable(OperationAnalysisContext context)
        {
            IVariableDeclaratorOperation declarator = (IVariableDeclaratorOperation)context.Operation;
            if (!library.IsMessage(declarator.Symbol.Type) || IsInUsing(declarator) || declarator.Symbol.IsRef || declarator.Parent is IForEachLoopOperation)
            {
                return;
            }

            bool isOwned = OwnedMessage.Is(declarator.GetVariableInitializer()?.Value, library);
            if (IsLeaked(declarator.Symbol, declarator, isOwned))
            {
                Report(context.ReportDiagnostic, declarator.Syntax is VariableDeclaratorSyntax syntax ? syntax.Identifier.GetLocation() : declarator.Syntax.GetLocation(), declarator.Symbol);
            }
        }

        /// <summary>A variable of a call: <c>socket.TryReceive(out Frame frame)</c>.</summary>
        public void CheckOut(OperationAnalysisContext context)
        {
            if (context.Operation is { Parent: IArgumentOperation argument } and IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local }
                && OwnedMessage.IsGivenOut(argument, library)
                && References(local.Local, local).Any()
                && IsLeaked(local.Local, local, isOwned: true))
            {
                Report(context.ReportDiagnostic, local.Syntax is DeclarationExpressionSyntax { Designation: { } name } ? name.GetLocation() : local.Syntax.GetLocation(), local.Local);
            }
        }

        /// <summary>A result without a variable: <c>socket.Receive().ToString()</c>, or <c>_ = socket.Receive()</c>.</summary>
        public void CheckTemporary(OperationAnalysisContext context)
        {
            IOperation operation = context.Operation;
            if (!OwnedMessage.Is(operation, library))
            {
                return;
            }

            bool isLost = operation.ParentPastConversions() switch
            {
                // The statement of a lambda such as () => socket.Receive() is one only because the delegate has no result: often a test of an exception.
                IExpressionStatementOperation statement => !statement.IsImplicit,
                ISimpleAssignmentOperation { Target: IDiscardOperation } discard => discard.Parent is not IExpressionStatementOperation { IsImplicit: true },
                _ => OwnedMessage.Classify(operation, library) == MessageUse.Reads,
            };
            if (isLost)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.Undisposed, operation.Syntax.GetLocation(), Kind(operation.Type), "that is returned here"));
            }
        }

        /// <summary>A message that an actor gets as an object: <c>message is Frame frame</c>.</summary>
        public void CheckPattern(OperationAnalysisContext context)
        {
            IDeclarationPatternOperation pattern = (IDeclarationPatternOperation)context.Operation;
            if (pattern.DeclaredSymbol is not ILocalSymbol local || !IsActorMessage(local.Type))
            {
                return;
            }

            IOperation? value = pattern.Parent switch
            {
                IIsPatternOperation test => test.Value,
                IPatternCaseClauseOperation { Parent: ISwitchCaseOperation { Parent: ISwitchOperation choice } } => choice.Value,
                ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } => choice.Value,
                _ => null,
            };
            if (value?.WithoutConversions() is IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Object } parameter } message
                && IsReceivedBy(parameter, pattern, context.ContainingSymbol)
                && !MayPassOn(parameter, message)
                && IsLeaked(local, pattern, isOwned: true))
            {
                Report(context.ReportDiagnostic, pattern.Syntax is DeclarationPatternSyntax { Designation: { } name } ? name.GetLocation() : pattern.Syntax.GetLocation(), local);
            }
        }

        /// <summary>The message of <c>IHandle&lt;Frame>.HandleAsync</c>, which the actor disposes.</summary>
        public void CheckParameters(OperationBlockAnalysisContext context)
        {
            if (context.OwningSymbol is IMethodSymbol { Parameters.Length: 2 } method
                && IsActorMessage(method.Parameters[0].Type) && finder.IsHandler(method) && library.IsActor(method.ContainingType))
            {
                CheckParameter(context.ReportDiagnostic, method.Parameters[0], context.OperationBlocks);
            }
        }

        /// <summary>The message of an actor that is a function: <c>Spawn("a", (Frame frame) => ...)</c>.</summary>
        public void CheckLambda(OperationAnalysisContext context)
        {
            IAnonymousFunctionOperation lambda = (IAnonymousFunctionOperation)context.Operation;
            if (lambda.Symbol.Parameters.FirstOrDefault() is { } parameter && IsActorMessage(parameter.Type) && HandlerFinder.IsHandler(lambda)
                && lambda.Parent!.ParentPastConversions() is IArgumentOperation { Parameter.Name: "answer" })
            {
                CheckParameter(context.ReportDiagnostic, parameter, [lambda.Body]);
            }
        }

        private void CheckParameter(Action<Diagnostic> report, IParameterSymbol parameter, ImmutableArray<IOperation> blocks)
        {
            bool isEnded = blocks.SelectMany(static b => b.DescendantsAndSelf())
                .Any(o => o.Variable().IsSameAs(parameter) && o is IParameterReferenceOperation && OwnedMessage.Classify(o, library) == MessageUse.Ends);
            if (!isEnded && !blocks.Any(PassesCurrentMessageOn))
            {
                Report(report, parameter.Locations[0], parameter);
            }
        }

        private bool IsActorMessage(ITypeSymbol type) => type.Is(library.Frame) || type.Is(library.MultipartMessage);

        // Whether the parameter is the message of the closest function, and that is one of an actor.
        private bool IsReceivedBy(IParameterSymbol parameter, IOperation operation, ISymbol member) => operation.EnclosingFunction() switch
        {
            IAnonymousFunctionOperation lambda => parameter.ContainingSymbol.IsSameAs(lambda.Symbol) && HandlerFinder.IsHandler(lambda)
                && lambda.Symbol.Parameters.Any(p => p.Type.Is(library.ActorContext)),
            null => member is IMethodSymbol method && parameter.ContainingSymbol.IsSameAs(method) && finder.IsHandler(method) && library.IsActor(method.ContainingType),
            _ => false,
        };

        private bool MayPassOn(IParameterSymbol parameter, IOperation message)
        {
            IOperation root = message.EnclosingFunction() ?? message.Root();
            return PassesCurrentMessageOn(root)
                || root.Descendants().Any(o => o is IParameterReferenceOperation reference && reference.Parameter.IsSameAs(parameter)
                    && reference.ParentPastConversions() is IArgumentOperation or IReturnOperation or IAssignmentOperation);
        }

        // ForwardAsync, Stash and Unhandled take the current message without naming it.
        private bool PassesCurrentMessageOn(IOperation body) => body.Descendants().Any(o =>
            o is IInvocationOperation { TargetMethod.Name: "ForwardAsync" or "Stash" or "Unhandled" } call && call.TargetMethod.ContainingType.Is(library.ActorContext));

        private bool IsLeaked(ILocalSymbol local, IOperation declaration, bool isOwned)
        {
            IOperation? function = declaration.EnclosingFunction();
            foreach (ILocalReferenceOperation reference in References(local, declaration))
            {
                if (reference.EnclosingFunction() != function)
                {
                    return false;
                }

                switch (OwnedMessage.Classify(reference, library))
                {
                    case MessageUse.Ends:
                        return false;
                    case MessageUse.Begins:
                        isOwned = true;
                        break;
                }
            }

            return isOwned;
        }

        private static IEnumerable<ILocalReferenceOperation> References(ILocalSymbol local, IOperation declaration) =>
            declaration.Root().Descendants().OfType<ILocalReferenceOperation>().Where(r => r.Local.IsSameAs(local) && !r.IsDeclaration);

        private static bool IsInUsing(IVariableDeclaratorOperation declarator)
        {
            IOperation? parent = declarator.Parent;
            while (parent is IVariableDeclarationOperation or IVariableDeclarationGroupOperation)
            {
                parent = parent.Parent;
            }

            return parent is IUsingDeclarationOperation or IUsingOperation;
        }

        private void Report(Action<Diagnostic> report, Location location, ISymbol variable) => report(
            Diagnostic.Create(Rules.Undisposed, location, Kind(variable is ILocalSymbol local ? local.Type : ((IParameterSymbol)variable).Type), $"'{variable.Name}'"));

        private string Kind(ITypeSymbol? type) => type.Is(library.Frame) ? "frame" : "message";
    }
}
