namespace ZmqNative.Analyzers;

/// <summary>Tells whether a task has completed where the code reads its result, so that the read does not block.</summary>
internal static class CompletedTask
{
    /// <summary>Whether the code makes sure of it: it awaits the task before, or asks whether it has completed.</summary>
    /// <param name="read">The operation that reads the result.</param>
    /// <param name="task">The task.</param>
    /// <param name="library">The types of the compilation.</param>
    public static bool IsCertain(IOperation read, IOperation task, Library library)
    {
        int position = read.Syntax.SpanStart;
        IEnumerable<IOperation> before = read.Root().Descendants().Where(o => o.Syntax.SpanStart < position);
        if (task.Variable() is not { } variable)
        {
            // An element of a collection: all of them are awaited together.
            return task is IArrayElementReferenceOperation or IPropertyReferenceOperation && before.Any(o => o is IAwaitOperation wait && IsWhen(wait, library, "WhenAll"));
        }

        return IsResultOfAwait(variable, read)
            || before.Any(o => o switch
            {
                IAwaitOperation wait => wait.Mentions(variable) || (IsWhen(wait, library, "WhenAll") && IsElement(variable, read)),
                IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "Status", Instance: { } instance } =>
                    instance.Variable().IsSameAs(variable),
                _ => false,
            });
    }

    // Task first = await Task.WhenAny(...): what an await returns has completed, if it is a task.
    private static bool IsResultOfAwait(ISymbol variable, IOperation read) =>
        read.Root().Descendants().Any(o => o is IVariableDeclaratorOperation { Initializer.Value: { } value } declarator
            && declarator.Symbol.IsSameAs(variable) && value.WithoutConversions() is IAwaitOperation);

    // A variable of a loop, or a parameter of a lambda that is called for each element.
    private static bool IsElement(ISymbol variable, IOperation read) => variable switch
    {
        IParameterSymbol parameter => parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.LambdaMethod },
        ILocalSymbol local => read.Root().Descendants().OfType<IForEachLoopOperation>().Any(loop => loop.Locals.Any(l => l.IsSameAs(local))),
        _ => false,
    };

    private static bool IsWhen(IAwaitOperation wait, Library library, string name) =>
        wait.Operation.WithoutTaskWrappers() is IInvocationOperation call
        && call.TargetMethod.Name == name && call.TargetMethod.ContainingType.Is(library.Tasks.Task);
}
