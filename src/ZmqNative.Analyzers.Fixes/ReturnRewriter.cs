using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace ZmqNative.Analyzers.Fixes;

/// <summary>Changes the returns of a function that returns tasks to those of an async function.</summary>
/// <param name="model">The model of the document.</param>
/// <param name="hasResult">Whether the tasks have a result.</param>
internal sealed class ReturnRewriter(SemanticModel model, bool hasResult)
{
    // Marks a return that is not needed, and a block whose statements go into the block around it.
    private static readonly SyntaxAnnotation Superfluous = new();
    private static readonly SyntaxAnnotation Inlined = new();

    private readonly TaskTypes _tasks = new(model.Compilation);

    /// <summary>Rewrites a function.</summary>
    /// <param name="function">The method, local function or lambda.</param>
    /// <param name="original">A node in it to be replaced as well.</param>
    /// <param name="replacement">The node that replaces it.</param>
    /// <returns>The function, still without <c>async</c>.</returns>
    public SyntaxNode Rewrite(SyntaxNode function, SyntaxNode original, SyntaxNode replacement)
    {
        SyntaxNode[] exits = [.. Exits(function)];
        SyntaxNode changed = function.ReplaceNodes(exits.Append(original).Distinct(), (node, rewritten) => node switch
        {
            _ when node == original && exits.Contains(node) => replacement,
            ReturnStatementSyntax statement when exits.Contains(node) => RewriteReturn(statement, (ReturnStatementSyntax)rewritten),
            ExpressionSyntax expression when exits.Contains(node) => Unwrap(expression, (ExpressionSyntax)rewritten) ?? Await(expression, (ExpressionSyntax)rewritten),
            _ => replacement,
        });
        while (changed.GetAnnotatedNodes(Inlined).FirstOrDefault() is BlockSyntax block)
        {
            changed = changed.ReplaceNode(block, block.Statements);
        }

        return changed.RemoveNodes(changed.GetAnnotatedNodes(Superfluous), SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    // The returns of the function itself, or the expression that is its body.
    private static IEnumerable<SyntaxNode> Exits(SyntaxNode function)
    {
        SyntaxNode? body = function switch
        {
            MethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
            LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody?.Expression,
            AnonymousFunctionExpressionSyntax lambda => lambda.Body,
            _ => null,
        };
        return body switch
        {
            BlockSyntax block => block
                .DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
                .OfType<ReturnStatementSyntax>(),
            ExpressionSyntax expression => [expression],
            _ => [],
        };
    }

    private StatementSyntax RewriteReturn(ReturnStatementSyntax original, ReturnStatementSyntax rewritten)
    {
        if (rewritten.Expression is not { } expression || original.Expression is not { } before)
        {
            return rewritten;
        }

        ExpressionSyntax? result = Unwrap(before, expression);
        if (hasResult)
        {
            return rewritten.WithExpression((result ?? Await(before, expression)).WithoutLeadingTrivia());
        }

        bool isLast = original.Parent is BlockSyntax { Parent: MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax } block
            && block.Statements.Last() == original;
        ReturnStatementSyntax end = ReturnStatement().WithTriviaFrom(rewritten);
        if (IsCompletedTask(before))
        {
            return isLast ? end.WithAdditionalAnnotations(Superfluous) : end;
        }

        ExpressionStatementSyntax wait = ExpressionStatement(Await(before, expression)).WithTriviaFrom(rewritten).WithAdditionalAnnotations(Formatter.Annotation);
        if (isLast)
        {
            return wait;
        }

        BlockSyntax both = Block(wait, end.WithLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation));
        return original.Parent is BlockSyntax ? both.WithAdditionalAnnotations(Inlined) : both.WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>Returns the value of an expression that wraps a value in a task; null for any other.</summary>
    private ExpressionSyntax? Unwrap(ExpressionSyntax original, ExpressionSyntax rewritten)
    {
        if (!hasResult)
        {
            return null;
        }

        switch (original)
        {
            case LiteralExpressionSyntax or DefaultExpressionSyntax:
                return LiteralExpression(SyntaxKind.DefaultLiteralExpression);
            case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } when rewritten is BaseObjectCreationExpressionSyntax after:
                ExpressionSyntax value = after.ArgumentList!.Arguments[0].Expression;
                return _tasks.IsTask(model.GetTypeInfo(arguments[0].Expression).Type) ? Await(arguments[0].Expression, value) : value;
            case InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } when rewritten is InvocationExpressionSyntax call
                && model.GetSymbolInfo(original).Symbol is IMethodSymbol { Name: "FromResult" } method
                && (method.ContainingType.Is(_tasks.Task) || method.ContainingType.Is(_tasks.ValueTask)):
                return call.ArgumentList.Arguments[0].Expression;
            default:
                return null;
        }
    }

    private static bool IsCompletedTask(ExpressionSyntax expression) => expression is
        LiteralExpressionSyntax or DefaultExpressionSyntax or BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 }
        or MemberAccessExpressionSyntax { Name.Identifier.Text: "CompletedTask" };

    private AwaitExpressionSyntax Await(ExpressionSyntax original, ExpressionSyntax rewritten)
    {
        ExpressionSyntax task = rewritten.WithoutTrivia();
        if (!Waits.IsOperand(task))
        {
            task = ParenthesizedExpression(task);
        }

        // Of branches such as 'new(1)' and 'default' only the return had told the type.
        if (model.GetTypeInfo(original) is { Type: null, ConvertedType: { } type })
        {
            task = CastExpression(ParseTypeName(type.ToMinimalDisplayString(model, original.SpanStart)), task);
        }

        return AwaitExpression(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), task);
    }
}
