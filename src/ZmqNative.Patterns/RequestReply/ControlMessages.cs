namespace ZmqNative.Patterns;

/// <summary>Messages of a client about one of its requests, the same one several times, for several servers.</summary>
internal readonly struct ControlMessages : IDisposable
{
    private readonly MultipartMessage[] _messages;

    /// <summary>Makes the messages.</summary>
    /// <param name="number">The number of messages.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="kind">The kind of the extension.</param>
    /// <param name="count">The count of the extension.</param>
    public ControlMessages(int number, ulong requestId, RequestExtensionKind kind, uint count)
    {
        _messages = new MultipartMessage[number];
        for (int i = 0; i < number; i++)
        {
            MultipartMessage message = MultipartMessage.Create();
            message.Add(RequestExtension.Write(kind, count));
            message.Add(Correlation.Write(requestId, TimeSpan.Zero, hasTime: false));
            message.Add(Frame.Empty());
            _messages[i] = message;
        }
    }

    /// <summary>The messages; those that are sent are disposed.</summary>
    public ReadOnlySpan<MultipartMessage> Span => _messages;

    public void Dispose()
    {
        foreach (MultipartMessage message in _messages)
        {
            message.Dispose();
        }
    }
}
