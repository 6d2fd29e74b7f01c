using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace ZmqNative.Analyzers.Fixes;

/// <summary>Awaits instead of blocking.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BlockingHandlerFix))]
[Shared]
internal sealed class BlockingHandlerFix : CodeFixProvider
{
    private const string Title = "Await instead";

    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.BlockingId];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null || root.FindNode(context.Span, getInnermostNodeForTie: true) is not ExpressionSyntax blocking)
        {
            return;
        }

        if (FindAwaited(blocking, model) is not { } awaited || AsyncFunction.Find(blocking, model) is not { } function)
        {
            return;
        }

        ExpressionSyntax wait = AwaitExpression(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), awaited.WithoutTrivia());
        if (blocking.Parent is MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax or ElementAccessExpressionSyntax or PostfixUnaryExpressionSyntax)
        {
            wait = ParenthesizedExpression(wait).WithAdditionalAnnotations(Simplifier.Annotation);
        }

        context.RegisterCodeFix(
            CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(function.Replace(root, blocking, wait))), Title),
            context.Diagnostics);
    }

    /// <summary>Returns what is to be awaited in place of a call that blocks; null if there is nothing.</summary>
    private static ExpressionSyntax? FindAwaited(ExpressionSyntax blocking, SemanticModel model)
    {
        if (blocking is MemberAccessExpressionSyntax { Name.Identifier.Text: "Result" } result)
        {
            return result.Expression;
        }

        if (blocking is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        bool isStatement = call.Parent is ExpressionStatementSyntax;
        bool isTask = method.ContainingType.Is(new TaskTypes(model.Compilation).Task);
        return method.Name switch
        {
            // What GetAwaiter is called on.
            "GetResult" => access.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter } ? awaiter.Expression : null,
            "Wait" when isTask => call.ArgumentList.Arguments.Count == 0 ? access.Expression : isStatement ? Rename(call, access, "WaitAsync", onTask: true) : null,
            "WaitAll" when isTask && isStatement => OnlyTasks(method) ? Rename(call, access, "WhenAll") : null,
            "WaitAny" when isTask && isStatement => OnlyTasks(method) ? Rename(call, access, "WhenAny") : null,
            "Wait" when method.ContainingType.Name == "SemaphoreSlim" => Rename(call, access, "WaitAsync"),
            "WaitForExit" when call.ArgumentList.Arguments.Count == 0 => Rename(call, access, "WaitForExitAsync"),
            "Sleep" => call.WithExpression(ParseExpression("System.Threading.Tasks.Task.Delay").WithAdditionalAnnotations(Simplifier.Annotation)),
            _ => null,
        };
    }

    private static bool OnlyTasks(IMethodSymbol method) => method.Parameters.Length == 1;

    // Task.WaitAsync takes a TimeSpan or a token, and no milliseconds.
    private static InvocationExpressionSyntax? Rename(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, string name, bool onTask = false) =>
        onTask && call.ArgumentList.Arguments.Any(static a => a.Expression is LiteralExpressionSyntax)
            ? null
            : call.WithExpression(access.WithName(IdentifierName(name)));
}
