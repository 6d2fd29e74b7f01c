namespace ZmqNative.Actors;

/// <summary>The type of the answer to an ask without a result, which is always null.</summary>
internal sealed class CallCompleted
{
    private CallCompleted()
    {
    }
}
