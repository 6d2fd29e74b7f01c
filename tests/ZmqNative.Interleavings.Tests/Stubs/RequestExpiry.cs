namespace ZmqNative.Patterns;

/// <summary>Stands in for what delays a time-out; there is none.</summary>
internal sealed class RequestExpiry
{
    public void Expire(PendingRequest pending, uint use) => throw new NotSupportedException();
}
