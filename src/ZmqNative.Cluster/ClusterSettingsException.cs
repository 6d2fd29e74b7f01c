namespace ZmqNative.Cluster;

/// <summary>The settings of a broker do not fit the cluster, or the engine: another number of shards or replicas or another lease time, or an engine that is too old.</summary>
/// <remarks><see cref="ZmqNativeException.IsTransient"/> is false: somebody has to change the settings, or the engine.</remarks>
public sealed class ClusterSettingsException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="text">The description of the difference, and of what to change.</param>
    public ClusterSettingsException(string text)
        : base(text)
    {
    }
}
