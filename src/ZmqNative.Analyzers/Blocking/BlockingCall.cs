namespace ZmqNative.Analyzers;

/// <summary>Finds calls that block the calling thread.</summary>
internal static class BlockingCall
{
    /// <summary>Whether an operation may block its thread.</summary>
    /// <param name="operation">A call or a read of a property.</param>
    /// <param name="library">The types of the compilation.</param>
    /// <param name="waited">The task that it waits for; null if it waits for something else.</param>
    public static bool Is(IOperation operation, Library library, out IOperation? waited)
    {
        waited = null;
        switch (operation)
        {
            case IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task }
                when task.Type.Is(library.Tasks.ValueTaskOfT) || task.Type.DerivesFrom(library.Tasks.TaskOfT):
                waited = task.WithoutTaskWrappers();
                return true;
            case IInvocationOperation { TargetMethod.Name: "GetResult", Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } task } }
                when library.Tasks.IsTask(task.WithoutTaskWrappers().Type):
                waited = task.WithoutTaskWrappers();
                return true;
            case IInvocationOperation call when IsWait(call, library):
                waited = call.TargetMethod.ContainingType.Is(library.Tasks.Task) ? call.Instance?.WithoutTaskWrappers() : null;
                return !IsTryOnly(call);
            default:
                return false;
        }
    }

    private static bool IsWait(IInvocationOperation call, Library library)
    {
        IMethodSymbol method = call.TargetMethod;
        INamedTypeSymbol type = method.ContainingType.OriginalDefinition;
        return method.Name switch
        {
            "Wait" => type.Is(library.Tasks.Task)
                || (IsIn(type, "System.Threading") && type.Name is "SemaphoreSlim" or "ManualResetEventSlim" or "CountdownEvent" or "Monitor"),
            "WaitAll" or "WaitAny" => type.Is(library.Tasks.Task) || type.IsNamed("System.Threading", "WaitHandle"),
            "WaitOne" or "SignalAndWait" => IsIn(type, "System.Threading"),
            "Sleep" or "Join" => type.IsNamed("System.Threading", "Thread"),
            "Take" => type.IsNamed("System.Collections.Concurrent", "BlockingCollection"),
            "WaitForExit" => type.IsNamed("System.Diagnostics", "Process"),
            "Receive" or "ReceiveMessage" or "ReceiveInto" => type.Is(library.Socket),
            _ => false,
        };
    }

    private static bool IsIn(INamedTypeSymbol type, string space) => type.ContainingNamespace?.ToDisplayString() == space;

    // With a time-out of 0 the call does not wait.
    private static bool IsTryOnly(IInvocationOperation call) => call.Arguments.Any(static argument => argument.Value.WithoutConversions() switch
    {
        { ConstantValue: { HasValue: true, Value: 0 } } => argument.Parameter?.Name is "timeout" or "millisecondsTimeout" or "milliseconds",
        IFieldReferenceOperation { Field: { Name: "Zero" } field } => field.ContainingType.IsNamed("System", "TimeSpan"),
        _ => false,
    });
}
