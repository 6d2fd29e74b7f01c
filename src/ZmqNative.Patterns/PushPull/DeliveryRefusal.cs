namespace ZmqNative.Patterns;

/// <summary>The answer to a peer that does not speak the format of acknowledged delivery.</summary>
internal static class DeliveryRefusal
{
    /// <summary>Sends the answer, if the peer can take it. Does not throw.</summary>
    public static void Send(AsyncSocket socket, ReadOnlySpan<byte> routingId, string text)
    {
        MultipartMessage message = MultipartMessage.Create();
        try
        {
            message.Add(routingId);
            message.Add(DeliveryFrame.Write(DeliveryFrameKind.Refusal));
            message.Add($"{text} The format is version 1 of acknowledged delivery in docs/wire.md.");
            _ = socket.TrySend(message, out _);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqNativeException)
        {
            // The pattern ends.
        }

        message.Dispose();
    }
}
