using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace ZmqNative.Patterns;

/// <summary>
/// A queue to which a reading loop adds messages and from which a reader takes them, limited by number and bytes. It owns the messages.
/// </summary>
internal sealed class MessageQueue(int maxMessages, long maxBytes)
{
    private readonly Channel<MultipartMessage> _channel = Channel.CreateUnbounded<MultipartMessage>();

    // Raised by the loop before a message can be taken, and lowered by the reader.
    private long _bytes;

    /// <summary>Adds a message. By the loop alone.</summary>
    /// <returns>False if the queue is full or has ended: the message is still the caller's.</returns>
    public bool TryAdd(MultipartMessage message)
    {
        int count = _channel.Reader.Count;
        long length = message.TotalLength;
        if (count >= maxMessages || (count > 0 && Interlocked.Read(ref _bytes) + length > maxBytes))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, length);
        return _channel.Writer.TryWrite(message);
    }

    /// <summary>Adds the last message, which is accepted even if the queue is full.</summary>
    /// <returns>False if the queue has ended: the message is still the caller's.</returns>
    public bool TryEnd(MultipartMessage last)
    {
        bool added = _channel.Writer.TryWrite(last);
        _ = _channel.Writer.TryComplete();
        return added;
    }

    /// <summary>Completes the queue: the reader gets the queued messages, and then the failure, if there is one.</summary>
    public void End(Exception? failure = null) => _channel.Writer.TryComplete(failure);

    /// <summary>Waits until there is a message.</summary>
    /// <returns>False once the queue has ended and is empty.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes a message, which the caller owns.</summary>
    public bool TryTake([MaybeNullWhen(false)] out MultipartMessage message)
    {
        if (!_channel.Reader.TryRead(out message))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, -message.TotalLength);
        return true;
    }

    /// <summary>Ends the queue and frees the queued messages.</summary>
    /// <returns>The number of these messages.</returns>
    public int Clear()
    {
        End();
        int count = 0;
        for (; _channel.Reader.TryRead(out MultipartMessage message); count++)
        {
            message.Dispose();
        }

        return count;
    }
}
