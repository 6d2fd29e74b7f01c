namespace ZmqNative;

/// <summary>The identifiers of APIs that may change.</summary>
internal static class Experiments
{
    /// <summary>The identifier of members that need libzmq's draft API.</summary>
    public const string Draft = "ZMQDRAFT";
}
