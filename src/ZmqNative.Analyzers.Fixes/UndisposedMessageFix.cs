using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace ZmqNative.Analyzers.Fixes;

/// <summary>Disposes a frame or message: by <c>using</c> where it has a variable, directly where it is not used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UndisposedMessageFix))]
[Shared]
internal sealed class UndisposedMessageFix : CodeFixProvider
{
    private const string Title = "Dispose it";

    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.UndisposedId];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        if (Fix(root, root.FindNode(context.Span, getInnermostNodeForTie: true), model) is { } changed)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), Title), context.Diagnostics);
        }
    }

    private static SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model) => node switch
    {
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } variable =>
            MayBeUsing(variable, statement, model) ? root.ReplaceNode(statement, AddUsing(statement)) : null,
        SingleVariableDesignationSyntax variable => UseInBlock(root, variable),
        ExpressionSyntax { Parent: ExpressionStatementSyntax statement } result => Replace(root, statement, statement.WithExpression(Dispose(result))),
        ExpressionSyntax { Parent: AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } } result =>
            Replace(root, statement, statement.WithExpression(Dispose(result))),
        ExpressionSyntax result => AddVariable(root, result, model),
        _ => null,
    };

    private static SyntaxNode Replace(SyntaxNode root, SyntaxNode node, SyntaxNode replacement) =>
        root.ReplaceNode(node, replacement.WithTriviaFrom(node).WithAdditionalAnnotations(Formatter.Annotation));

    // A variable of a using declaration has a value, cannot be assigned, and cannot be in a section of a switch.
    private static bool MayBeUsing(VariableDeclaratorSyntax variable, LocalDeclarationStatementSyntax statement, SemanticModel model)
    {
        if (variable.Initializer is null || statement.Parent is SwitchSectionSyntax || model.GetDeclaredSymbol(variable) is not { } local)
        {
            return false;
        }

        SyntaxNode scope = statement.Parent is GlobalStatementSyntax global ? global.Parent! : statement.Parent!;
        return !scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == local.Name
            && (name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name
                || name.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 }));
    }

    private static LocalDeclarationStatementSyntax AddUsing(LocalDeclarationStatementSyntax statement) => statement
        .WithoutLeadingTrivia()
        .WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space))
        .WithLeadingTrivia(statement.GetLeadingTrivia());

    private static InvocationExpressionSyntax Dispose(ExpressionSyntax result) => InvocationExpression(MemberAccessExpression(
        SyntaxKind.SimpleMemberAccessExpression,
        result is AwaitExpressionSyntax ? ParenthesizedExpression(result.WithoutTrivia()) : result.WithoutTrivia(),
        IdentifierName("Dispose")));

    /// <summary>Disposes the variable of a call at the end of the statement that the call is the condition of.</summary>
    private static SyntaxNode? UseInBlock(SyntaxNode root, SingleVariableDesignationSyntax variable)
    {
        if (variable.Parent is not DeclarationExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } } })
        {
            return null;
        }

        BlockSyntax? block = call.Parent switch
        {
            IfStatementSyntax { Statement: BlockSyntax inner, Else: null } => inner,
            WhileStatementSyntax { Statement: BlockSyntax inner } => inner,
            _ => null,
        };
        if (block is null)
        {
            return null;
        }

        UsingStatementSyntax used = UsingStatement(null, IdentifierName(variable.Identifier.WithoutTrivia()), Block(block.Statements));
        return Replace(root, block, Block(used));
    }

    /// <summary>Gives a result a variable, in front of the statement that uses it.</summary>
    private static SyntaxNode? AddVariable(SyntaxNode root, ExpressionSyntax result, SemanticModel model)
    {
        SyntaxNode? statement = result.Parent;
        while (statement is ExpressionSyntax and not AnonymousFunctionExpressionSyntax
            or ArgumentSyntax or ArgumentListSyntax or BracketedArgumentListSyntax or EqualsValueClauseSyntax or VariableDeclaratorSyntax or VariableDeclarationSyntax
            or InterpolationSyntax)
        {
            statement = statement.Parent;
        }

        if (statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax)
            || model.GetTypeInfo(result).Type is not { } type)
        {
            return null;
        }

        SyntaxNode place = statement.Parent is GlobalStatementSyntax ? statement.Parent : statement;
        if (place.Parent is not (BlockSyntax or CompilationUnitSyntax))
        {
            return null;
        }

        string name = FindName(type.Name == "Frame" ? "frame" : "message", model, place.SpanStart);
        SyntaxTriviaList before = place.GetLeadingTrivia();
        SyntaxTriviaList indentation = before.Count > 0 && before.Last().IsKind(SyntaxKind.WhitespaceTrivia) ? [before.Last()] : [];
        SyntaxTrivia lineEnd = root.ToFullString().Contains("\r\n") ? CarriageReturnLineFeed : LineFeed;
        StatementSyntax declaration = ParseStatement($"using {type.ToMinimalDisplayString(model, result.SpanStart)} {name} = {result.WithoutTrivia()};")
            .WithLeadingTrivia(before)
            .WithTrailingTrivia(lineEnd);
        SyntaxNode rest = place.ReplaceNode(result, IdentifierName(name).WithTriviaFrom(result)).WithLeadingTrivia(indentation);
        return root.ReplaceNode(place, [place is GlobalStatementSyntax ? GlobalStatement(declaration) : declaration, rest]);
    }

    private static string FindName(string name, SemanticModel model, int position)
    {
        string unique = name;
        for (int i = 2; !model.LookupSymbols(position, name: unique).IsEmpty; i++)
        {
            unique = name + i;
        }

        return unique;
    }
}
