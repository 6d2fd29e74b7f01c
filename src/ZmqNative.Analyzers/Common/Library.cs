namespace ZmqNative.Analyzers;

/// <summary>The types of ZmqNative that a compilation refers to. Those of packages that it does not use are null.</summary>
internal sealed class Library
{
    private static readonly string[] Assemblies =
        ["ZmqNative", "ZmqNative.Patterns", "ZmqNative.Actors", "ZmqNative.Actors.TestKit", "ZmqNative.Cluster.Nats", "ZmqNative.Hosting"];

    private Library(Compilation compilation, INamedTypeSymbol socket)
    {
        Socket = socket;
        Frame = compilation.GetTypeByMetadataName("ZmqNative.Frame");
        MultipartMessage = compilation.GetTypeByMetadataName("ZmqNative.MultipartMessage");
        ReceivedMessage = compilation.GetTypeByMetadataName("ZmqNative.Patterns.ReceivedMessage");
        Actor = compilation.GetTypeByMetadataName("ZmqNative.Actors.Actor");
        ActorContext = compilation.GetTypeByMetadataName("ZmqNative.Actors.ActorContext");
        ActorReference = compilation.GetTypeByMetadataName("ZmqNative.Actors.IActorRef");
        Broker = compilation.GetTypeByMetadataName("ZmqNative.Actors.Broker");
        Tasks = new TaskTypes(compilation);
    }

    public INamedTypeSymbol Socket { get; }

    public INamedTypeSymbol? Frame { get; }

    public INamedTypeSymbol? MultipartMessage { get; }

    public INamedTypeSymbol? ReceivedMessage { get; }

    public INamedTypeSymbol? Actor { get; }

    public INamedTypeSymbol? ActorContext { get; }

    public INamedTypeSymbol? ActorReference { get; }

    public INamedTypeSymbol? Broker { get; }

    public TaskTypes Tasks { get; }

    /// <summary>Finds the types of a compilation.</summary>
    /// <returns>Null if the compilation does not use ZmqNative.</returns>
    public static Library? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName("ZmqNative.Socket") is { } socket ? new Library(compilation, socket) : null;

    /// <summary>Whether the type is one whose values own native memory.</summary>
    public bool IsMessage(ITypeSymbol? type) => type is not null && (type.Is(Frame) || type.Is(MultipartMessage) || type.Is(ReceivedMessage));

    /// <summary>Whether the type is a class of actors.</summary>
    public bool IsActor(ITypeSymbol? type) => Actor is not null && type.DerivesFrom(Actor);

    /// <summary>Whether the symbol is a member of ZmqNative itself.</summary>
    public static bool Has(ISymbol? symbol) => symbol?.ContainingAssembly is { } assembly && Array.IndexOf(Assemblies, assembly.Name) >= 0;
}
