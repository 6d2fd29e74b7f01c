namespace ZmqNative.Analyzers;

/// <summary>A lambda that is started on another thread: in a task, a thread, a timer or a parallel loop.</summary>
internal readonly struct ThreadStart
{
    private ThreadStart(IOperation call, bool isParallel)
    {
        Call = call;
        IsParallel = isParallel;
    }

    /// <summary>The call that starts it, or creates what starts it.</summary>
    public IOperation Call { get; }

    /// <summary>Whether several threads may run it at the same time.</summary>
    public bool IsParallel { get; }

    /// <summary>Finds the start of a lambda.</summary>
    /// <returns>Null if the lambda is not given to a method that runs it on another thread.</returns>
    public static ThreadStart? Find(IAnonymousFunctionOperation lambda)
    {
        if (lambda.Parent is not IDelegateCreationOperation creation || creation.ParentPastConversions() is not { } parent)
        {
            return null;
        }

        // Parallel.Invoke has its lambdas in an array.
        while (parent is IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation && parent.Parent is { } outer)
        {
            parent = outer;
        }

        if (parent is not IArgumentOperation)
        {
            return null;
        }

        switch (parent.Parent)
        {
            case IObjectCreationOperation { Type: { } type } made when type.Name is "Thread" or "Timer" or "Task" && IsThreading(type):
                return new ThreadStart(made, isParallel: false);
            case IInvocationOperation call when IsThreading(call.TargetMethod.ContainingType):
                string name = $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}";
                return name is "Task.Run" or "TaskFactory.StartNew" or "Task.ContinueWith" or "ThreadPool.QueueUserWorkItem" or "ThreadPool.UnsafeQueueUserWorkItem"
                    ? new ThreadStart(call, isParallel: false)
                    : name.StartsWith("Parallel.", StringComparison.Ordinal) ? new ThreadStart(call, isParallel: true) : null;
            default:
                return null;
        }
    }

    private static bool IsThreading(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Threading.Tasks";
}
