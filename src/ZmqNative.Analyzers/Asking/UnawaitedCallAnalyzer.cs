using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ZmqNative.Analyzers;

/// <summary>ZMQ003: tells, asks, sends and requests that are not awaited.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnawaitedCallAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Unawaited];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Library.Find(start.Compilation) is { } library)
            {
                start.RegisterOperationAction(context => CheckStatement(context, library), OperationKind.ExpressionStatement);
                start.RegisterOperationAction(context => CheckVariable(context, library), OperationKind.VariableDeclarator);
            }
        });
    }

    private static void CheckStatement(OperationAnalysisContext context, Library library)
    {
        if (FindCall(((IExpressionStatementOperation)context.Operation).Operation, library) is { } call)
        {
            Report(context, call, call.Syntax.GetLocation());
        }
    }

    /// <summary>A task in a variable that nothing reads.</summary>
    private static void CheckVariable(OperationAnalysisContext context, Library library)
    {
        IVariableDeclaratorOperation declarator = (IVariableDeclaratorOperation)context.Operation;
        if (declarator.GetVariableInitializer()?.Value is { } value
            && library.Tasks.IsTask(declarator.Symbol.Type)
            && FindCall(value, library) is { } call
            && !declarator.Root().Descendants().Any(o => o is ILocalReferenceOperation reference && reference.Local.IsSameAs(declarator.Symbol)))
        {
            Report(context, call, declarator.Syntax is VariableDeclaratorSyntax syntax ? syntax.Identifier.GetLocation() : declarator.Syntax.GetLocation());
        }
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, Location location) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.Unawaited, location, $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}"));

    /// <summary>Returns the call of ZmqNative, or of a typed reference, whose task is the value of an expression; null if there is none.</summary>
    private static IInvocationOperation? FindCall(IOperation value, Library library)
    {
        IOperation inner = value.WithoutTaskWrappers();
        if (inner is IConditionalAccessOperation access)
        {
            inner = access.WhenNotNull.WithoutTaskWrappers();
        }

        return inner is IInvocationOperation call && library.Tasks.IsTask(call.Type) && IsSending(call.TargetMethod, library) && !IsOfMock(call) ? call : null;
    }

    // Mocks are told by such a call what the code under test will call, or has called: actor.Received().TellAsync(1), When(actor, a => a.TellAsync(1)).
    private static bool IsOfMock(IInvocationOperation call) =>
        (call.Instance?.WithoutConversions() is IInvocationOperation checking && IsOfMocks(checking))
        || (call.EnclosingFunction() is IAnonymousFunctionOperation lambda
            && lambda.Parent?.ParentPastConversions() is IArgumentOperation { Parent: IInvocationOperation telling } && IsOfMocks(telling));

    private static bool IsOfMocks(IInvocationOperation call)
    {
        INamespaceSymbol? space = call.TargetMethod.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name is "NSubstitute" or "Moq" or "FakeItEasy";
    }

    private static bool IsSending(IMethodSymbol method, Library library) =>
        Library.Has(method)
        || method.ContainingType.Implements(library.ActorReference)
        || method.ContainingType.GetAttributes().Any(static a => a.AttributeClass.IsNamed("ZmqNative.Actors", "ActorInterfaceAttribute"));
}
