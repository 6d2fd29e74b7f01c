namespace ZmqNative.Analyzers;

/// <summary>The types of tasks of a compilation.</summary>
internal sealed class TaskTypes(Compilation compilation)
{
    public INamedTypeSymbol? Task { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");

    public INamedTypeSymbol? TaskOfT { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");

    public INamedTypeSymbol? ValueTask { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");

    public INamedTypeSymbol? ValueTaskOfT { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");

    /// <summary>Whether the type is a task or a value task.</summary>
    public bool IsTask(ITypeSymbol? type) =>
        type is not null && (type.Is(ValueTask) || type.Is(ValueTaskOfT) || type.DerivesFrom(Task));

    /// <summary>Returns the type of the result of a task; null for a task without one, and for other types.</summary>
    public ITypeSymbol? ResultOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && (type.Is(TaskOfT) || type.Is(ValueTaskOfT)) ? named.TypeArguments[0] : null;
}
