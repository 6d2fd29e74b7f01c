namespace ZmqNative.Analyzers;

/// <summary>Finds the uses of raw sockets that only one thread at a time may make.</summary>
internal static class SocketUse
{
    // Any thread may use these.
    private static readonly string[] ThreadSafeMembers = ["Dispose", "IsClosed", "Type", "Context", "Handle", "IsThreadSafe"];

    private static readonly string[] ThreadSafeTypes = ["Server", "Client", "Radio", "Dish", "Gather", "Scatter", "Peer", "Channel"];

    /// <summary>Returns the variable of the socket on which an operation calls a member; null for other operations.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="library">The types of the compilation.</param>
    public static ISymbol? Find(IOperation operation, Library library)
    {
        (IOperation? instance, string name) = operation switch
        {
            IInvocationOperation call => (call.Instance, call.TargetMethod.Name),
            IPropertyReferenceOperation property => (property.Instance, property.Property.Name),
            _ => (null, ""),
        };
        return instance is not null && instance.Type.Is(library.Socket) && Array.IndexOf(ThreadSafeMembers, name) < 0 ? instance.Variable() : null;
    }

    /// <summary>Whether a value is a socket that several threads may use at the same time.</summary>
    public static bool IsThreadSafe(IOperation? value) =>
        value?.WithoutConversions() is IInvocationOperation { TargetMethod.Name: "CreateSocket" } call
        && call.Arguments.Any(static a => a.Value.WithoutConversions() is IFieldReferenceOperation { Field: { } field }
            && field.ContainingType.Name == "SocketType" && Array.IndexOf(ThreadSafeTypes, field.Name) >= 0);
}
