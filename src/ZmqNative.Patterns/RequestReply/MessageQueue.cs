using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace ZmqNative.Patterns;

/// <summary>Messages that a reading loop adds and a reader takes, limited by number and bytes. It owns them.</summary>
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

    /// <summary>Adds the last message, for which there is always a place.</summary>
    /// <returns>False if the queue has ended: the message is still the caller's.</returns>
    public bool TryEnd(MultipartMessage last)
    {
        bool added = _channel.Writer.TryWrite(last);
        _ = _channel.Writer.TryComplete();
        return added;
    }

    /// <summary>No message follows: the reader gets those that are there, and then the failure, if there is one.</summary>
    public void End(Exception? failure = null) => _channel.Writer.TryComplete(failure);

    /// <summary>Waits until there is a message.</summary>
    /// <returns>False once the queue has ended and is empty.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes a message, which is the caller's.</summary>
    public bool TryTake([MaybeNullWhen(false)] out MultipartMessage message)
    {
        if (!_channel.Reader.TryRead(out message))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, -message.TotalLength);
        return true;
    }

    /// <summary>Ends the queue and frees what is in it.</summary>
    /// <returns>How many messages that were.</returns>
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
