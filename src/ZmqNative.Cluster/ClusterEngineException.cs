namespace ZmqNative.Cluster;

/// <summary>The engine of a cluster cannot be reached, or refuses an operation. Whether the operation took effect is not known.</summary>
/// <remarks><see cref="IsTransient"/> is true: brokers try again by themselves.</remarks>
public sealed class ClusterEngineException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="text">The description of the failure.</param>
    /// <param name="engine">The name of the engine: <see cref="IActorDirectory.Name"/>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ClusterEngineException(string text, string engine, Exception? innerException = null)
        : base($"{engine}: {text}", innerException) => Engine = engine;

    /// <summary>The name of the engine.</summary>
    public string Engine { get; }

    /// <summary>Whether the engine was reached and has refused the operation: nothing took effect, and its streams are those that were opened.</summary>
    internal bool IsRefusal { get; init; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
