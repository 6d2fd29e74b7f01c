using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace ZmqNative.Analyzers.Fixes;

/// <summary>A method, local function or lambda that can await, or that can be made async so that it can.</summary>
internal sealed class AsyncFunction
{
    private readonly SyntaxNode _node;
    private readonly ReturnRewriter? _returns;
    private readonly bool _isAsync;

    private AsyncFunction(SyntaxNode node, bool isAsync, ReturnRewriter? returns)
    {
        _node = node;
        _isAsync = isAsync;
        _returns = returns;
    }

    /// <summary>Finds the function around a node.</summary>
    /// <returns>Null if it cannot await there: in a lock, in a property, or where the type of the result is no task.</returns>
    public static AsyncFunction? Find(SyntaxNode expression, SemanticModel model)
    {
        for (SyntaxNode? node = expression.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case LockStatementSyntax or UnsafeStatementSyntax or FixedStatementSyntax or QueryExpressionSyntax or AccessorDeclarationSyntax:
                    return null;
                case GlobalStatementSyntax:
                    return new AsyncFunction(node, isAsync: true, returns: null);
                case AnonymousFunctionExpressionSyntax lambda:
                    return Create(lambda, lambda.Modifiers, model.GetSymbolInfo(lambda).Symbol as IMethodSymbol, model);
                case LocalFunctionStatementSyntax local:
                    return Create(local, local.Modifiers, model.GetDeclaredSymbol(local), model);
                case MethodDeclarationSyntax method:
                    return Create(method, method.Modifiers, model.GetDeclaredSymbol(method), model);
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Replaces a node of the function by one that awaits.</summary>
    /// <param name="root">The root of the document.</param>
    /// <param name="original">The expression or the statement.</param>
    /// <param name="replacement">The node that awaits.</param>
    /// <returns>The new root.</returns>
    public SyntaxNode Replace(SyntaxNode root, SyntaxNode original, SyntaxNode replacement)
    {
        replacement = replacement.WithTriviaFrom(original).WithAdditionalAnnotations(Formatter.Annotation);
        if (_isAsync)
        {
            return root.ReplaceNode(original, replacement);
        }

        SyntaxNode changed = _returns?.Rewrite(_node, original, replacement) ?? _node.ReplaceNode(original, replacement);
        return root.ReplaceNode(_node, AddModifier(changed));
    }

    private static AsyncFunction? Create(SyntaxNode node, SyntaxTokenList modifiers, IMethodSymbol? symbol, SemanticModel model)
    {
        if (symbol is null)
        {
            return null;
        }

        if (modifiers.Any(SyntaxKind.AsyncKeyword))
        {
            return new AsyncFunction(node, isAsync: true, returns: null);
        }

        if (symbol.Parameters.Any(static p => p.RefKind != RefKind.None || p.Type.IsRefLikeType))
        {
            return null;
        }

        TaskTypes tasks = new(model.Compilation);
        return tasks.IsTask(symbol.ReturnType)
            ? new AsyncFunction(node, isAsync: false, new ReturnRewriter(model, hasResult: tasks.ResultOf(symbol.ReturnType) is not null))
            : HasAsyncOverload(node, model) ? new AsyncFunction(node, isAsync: false, returns: null) : null;
    }

    // Each handler of a pattern has overloads for functions that return a task.
    private static bool HasAsyncOverload(SyntaxNode node, SemanticModel model) =>
        node is LambdaExpressionSyntax { Parent: ArgumentSyntax argument }
        && model.GetOperation(argument) is Microsoft.CodeAnalysis.Operations.IArgumentOperation { Parameter: { Name: "handler" } parameter }
        && Library.Has(parameter);

    private static SyntaxNode AddModifier(SyntaxNode function)
    {
        SyntaxToken keyword = Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space);
        return function switch
        {
            MethodDeclarationSyntax method when method.Modifiers.Count > 0 => method.AddModifiers(keyword),
            MethodDeclarationSyntax method => method.WithoutLeadingTrivia().WithModifiers([keyword]).WithLeadingTrivia(method.GetLeadingTrivia()),
            LocalFunctionStatementSyntax local when local.Modifiers.Count > 0 => local.AddModifiers(keyword),
            LocalFunctionStatementSyntax local => local.WithoutLeadingTrivia().WithModifiers([keyword]).WithLeadingTrivia(local.GetLeadingTrivia()),
            AnonymousFunctionExpressionSyntax lambda when lambda.Modifiers.Count > 0 => lambda.WithModifiers(lambda.Modifiers.Add(keyword)),
            AnonymousFunctionExpressionSyntax lambda => lambda.WithoutLeadingTrivia().WithModifiers([keyword]).WithLeadingTrivia(lambda.GetLeadingTrivia()),
            _ => function,
        };
    }
}
