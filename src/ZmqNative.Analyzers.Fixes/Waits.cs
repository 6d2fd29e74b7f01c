namespace ZmqNative.Analyzers.Fixes;

/// <summary>The parts of calls and of awaits that several fixes make.</summary>
internal static class Waits
{
    /// <summary>Whether an expression can follow <c>await</c> as it is; others need parentheses.</summary>
    public static bool IsOperand(ExpressionSyntax expression) => expression is not (
        ConditionalExpressionSyntax or SwitchExpressionSyntax or BinaryExpressionSyntax or AssignmentExpressionSyntax or IsPatternExpressionSyntax
        or WithExpressionSyntax or QueryExpressionSyntax or AnonymousFunctionExpressionSyntax);

    /// <summary>Returns the arguments of a call with only its message.</summary>
    public static ArgumentListSyntax OnlyMessage(ArgumentListSyntax arguments)
    {
        ArgumentSyntax message = arguments.Arguments.FirstOrDefault(static a => a.NameColon?.Name.Identifier.Text == "message") ?? arguments.Arguments[0];
        return arguments.WithArguments([message.WithoutTrivia()]);
    }
}
