namespace ZmqNative.Patterns;

/// <summary>An entry for a request in the order of answers.</summary>
internal sealed class ExpectedAnswer() : TaskCompletionSource<ReceivedMessage>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The generation of the native socket that sends the request.</summary>
    public long Generation { get; set; }

    /// <summary>Whether libzmq has accepted the request.</summary>
    public bool IsSent { get; set; }
}
