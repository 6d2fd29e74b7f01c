namespace ZmqNative.Analyzers;

/// <summary>Tells whether a function waits for a task.</summary>
internal static class Waiting
{
    /// <summary>Whether the function completes only after the task: it is awaited, returned or blocked for, directly or by a local.</summary>
    /// <param name="task">The task, or the asynchronous enumeration.</param>
    /// <param name="function">The function; null for the member itself.</param>
    public static bool IsFor(IOperation task, IOperation? function)
    {
        IOperation current = task;
        while (current.Parent is { } parent)
        {
            switch (parent)
            {
                case IAwaitOperation or IReturnOperation:
                case IForEachLoopOperation { IsAsynchronous: true } loop when current.IsWithin(loop.Collection):
                case IPropertyReferenceOperation { Property.Name: "Result" }:
                case IInvocationOperation { TargetMethod.Name: "GetAwaiter" or "Wait" or "WaitAll" or "WaitAny" }:
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return declarator.Root().Descendants().Any(o => o is ILocalReferenceOperation local && local.Local.IsSameAs(declarator.Symbol)
                        && local.EnclosingFunction() == function && IsFor(local, function));
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation or IArrayInitializerOperation or IArrayCreationOperation
                    or ICollectionExpressionOperation or IObjectCreationOperation { Type.Name: "ValueTask" }:
                case IInvocationOperation
                {
                    TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "Unwrap" or "WaitAsync" or "WithCancellation" or "WhenAll" or "WhenAny" or "ContinueWith",
                }:
                    current = parent;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }
}
