using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace ZmqNative.Analyzers.Fixes;

/// <summary>Awaits a call, tells without waiting, or discards the task on purpose.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnawaitedCallFix))]
[Shared]
internal sealed class UnawaitedCallFix : CodeFixProvider
{
    public const string AwaitTitle = "Await it";
    public const string TryTellTitle = "Use TryTell, which never waits";
    public const string DiscardTitle = "Discard the task on purpose";

    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.UnawaitedId];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        SyntaxNode? node = root?.FindNode(context.Span, getInnermostNodeForTie: true);
        if (root is null || model is null || node?.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement || !statement.Contains(node))
        {
            return;
        }

        ExpressionSyntax expression = statement.Expression.WithoutTrivia();
        bool isConditional = expression is ConditionalAccessExpressionSyntax;
        if (!isConditional && AsyncFunction.Find(statement, model) is { } function)
        {
            ExpressionSyntax wait = AwaitExpression(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), expression);
            Register(context, AwaitTitle, () => function.Replace(root, statement, statement.WithExpression(wait)));
        }

        if (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "TellAsync" } access } call)
        {
            // TryTell does not wait, so there is nothing to cancel.
            ExpressionSyntax tell = call.WithExpression(access.WithName(IdentifierName("TryTell")))
                .WithArgumentList(Waits.OnlyMessage(call.ArgumentList));
            Register(context, TryTellTitle, () => Discard(root, statement, tell));
        }

        Register(context, DiscardTitle, () => Discard(root, statement, expression));
    }

    private static SyntaxNode Discard(SyntaxNode root, ExpressionStatementSyntax statement, ExpressionSyntax value) => root.ReplaceNode(
        statement,
        statement.WithExpression(AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName("_"), value))
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation));

    private static void Register(CodeFixContext context, string title, Func<SyntaxNode> change) => context.RegisterCodeFix(
        CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change())), title), context.Diagnostics);
}
