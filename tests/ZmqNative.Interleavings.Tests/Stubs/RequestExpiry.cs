namespace ZmqNative.Patterns;

/// <summary>Stands in for the delay of time-outs; there is none.</summary>
internal sealed class RequestExpiry<TReply>
    where TReply : struct, IDisposable
{
    public void Expire(PendingRequest<TReply> pending, uint use) => throw new NotSupportedException();
}
