using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace ZmqNative.Analyzers.Fixes;

/// <summary>Tells the own actor, or stops it, without waiting for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SelfWaitFix))]
[Shared]
internal sealed class SelfWaitFix : CodeFixProvider
{
    public const string TellTitle = "Tell it, without waiting for an answer";
    public const string StopTitle = "Stop it after this message";

    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.SelfWaitId];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call)
        {
            return;
        }

        // Only where nothing uses the answer.
        if (call.Parent is not AwaitExpressionSyntax { Parent: ExpressionStatementSyntax statement })
        {
            return;
        }

        if (access.Name.Identifier.Text == "AskAsync")
        {
            InvocationExpressionSyntax tell = call.WithExpression(access.WithName(IdentifierName("TellAsync")))
                .WithArgumentList(Waits.OnlyMessage(call.ArgumentList));
            Register(context, TellTitle, root.ReplaceNode(call, tell));
        }
        else if (access.Name.Identifier.Text == "StopAsync"
            && call.ArgumentList.Arguments is { Count: 1 } arguments
            && arguments[0].Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Self" } self)
        {
            InvocationExpressionSyntax stop = InvocationExpression(self.WithName(IdentifierName("Stop")));
            Register(context, StopTitle, root.ReplaceNode(statement, statement.WithExpression(stop).WithTriviaFrom(statement)));
        }
    }

    private static void Register(CodeFixContext context, string title, SyntaxNode changed) => context.RegisterCodeFix(
        CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), title), context.Diagnostics);
}
