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
        IOperation[] before = [.. read.Root().Descendants().Where(o => o.Syntax.SpanStart < position)];
        if (task.Variable() is not { } variable)
        {
            // An element of a collection: all of them are awaited together. Or the task of an object, such as a TaskCompletionSource.
            return task is IArrayElementReferenceOperation or IPropertyReferenceOperation
                && (before.Any(o => o is IAwaitOperation wait && IsForAll(wait, before, library)) || IsAskedBefore(task.Syntax.ToString(), before));
        }

        return IsResultOfAwait(variable, read)
            || before.Any(o => o switch
            {
                IAwaitOperation wait => IsFor(wait, variable, before) || (IsElement(variable, read) && IsForAll(wait, before, library)),
                IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "Status", Instance: { } instance } =>
                    instance.Variable().IsSameAs(variable),

                // task is { IsCompletedSuccessfully: true }
                IIsPatternOperation { Pattern: IRecursivePatternOperation { PropertySubpatterns.Length: > 0 } pattern } test =>
                    test.Value.Variable().IsSameAs(variable) || pattern.DeclaredSymbol.IsSameAs(variable),
                _ => false,
            });
    }

    // An await of the task, or of a local that was made of it: Task all = Task.WhenAll(first, second).
    private static bool IsFor(IAwaitOperation wait, ISymbol variable, IOperation[] before) =>
        wait.Mentions(variable) || InitialValue(wait, before) is { } value && value.Mentions(variable);

    private static bool IsForAll(IAwaitOperation wait, IOperation[] before, Library library) =>
        IsWhen(wait.Operation, library, "WhenAll") || (InitialValue(wait, before) is { } value && IsWhen(value, library, "WhenAll"));

    private static IOperation? InitialValue(IAwaitOperation wait, IOperation[] before) => wait.Operation.WithoutTaskWrappers() is ILocalReferenceOperation local
        ? before.OfType<IVariableDeclaratorOperation>().FirstOrDefault(declarator => declarator.Symbol.IsSameAs(local.Local))?.GetVariableInitializer()?.Value
        : null;

    // The same expression was awaited, or asked whether it has completed.
    private static bool IsAskedBefore(string expression, IOperation[] before) => before.Any(o => o switch
    {
        IAwaitOperation wait => wait.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation && part.Syntax.ToString() == expression),
        IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "Status", Instance: { } instance } =>
            instance.Syntax.ToString() == expression,
        _ => false,
    });

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

    private static bool IsWhen(IOperation task, Library library, string name) =>
        task.WithoutTaskWrappers() is IInvocationOperation call
        && call.TargetMethod.Name == name && call.TargetMethod.ContainingType.Is(library.Tasks.Task);
}
