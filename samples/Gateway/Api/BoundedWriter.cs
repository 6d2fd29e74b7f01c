using System.IO.Pipelines;

namespace ZmqNative.Samples.Gateway;

/// <summary>Writes JSON to a connection so that a client that reads slowly makes it wait, with little memory for each connection.</summary>
internal static class BoundedWriter
{
    /// <summary>The bytes that are written before the connection is waited for.</summary>
    public const int FlushAt = 32 * 1024;

    /// <summary>Writes in pieces, and waits when the buffer of the connection is full.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the client has disconnected.</exception>
    public static async ValueTask WriteAsync(PipeWriter output, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        while (!json.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = json[..Math.Min(json.Length, FlushAt)];
            json = json[piece.Length..];
            piece.Span.CopyTo(output.GetSpan(piece.Length));
            output.Advance(piece.Length);
            if (output.UnflushedBytes >= FlushAt)
            {
                await FlushAsync(output, cancellationToken);
            }
        }
    }

    /// <summary>Waits until the buffer of the connection has space.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the client has disconnected.</exception>
    public static async ValueTask FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        FlushResult result = await output.FlushAsync(cancellationToken);
        if (result.IsCompleted)
        {
            throw new OperationCanceledException("The client has disconnected.");
        }
    }
}
