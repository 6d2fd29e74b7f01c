namespace ZmqNative.Patterns;

/// <summary>Stands in for what delays a time-out; there is none.</summary>
internal sealed class RequestExpiry<TReply>
    where TReply : struct, IDisposable
{
    public void Expire(PendingRequest<TReply> pending, uint use) => throw new NotSupportedException();
}
