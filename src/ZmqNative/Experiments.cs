namespace ZmqNative;

/// <summary>The identifiers of APIs that may change.</summary>
internal static class Experiments
{
    /// <summary>What libzmq calls its draft API.</summary>
    public const string Draft = "ZMQDRAFT";
}
