namespace ZmqNative.Patterns;

/// <summary>A pattern with requests in flight, for the metrics.</summary>
internal interface IRequester
{
    /// <summary>The number of requests that wait for their replies now.</summary>
    int InFlight { get; }
}
