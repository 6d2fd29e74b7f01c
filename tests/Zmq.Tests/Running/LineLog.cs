using System.Text;

namespace ZmqTool.Tests;

/// <summary>A stream that keeps what is written, and whose lines can be waited for.</summary>
internal sealed class LineLog : MemoryStream
{
    private readonly Lock _lock = new();
    private readonly List<(Func<string, bool> IsWanted, TaskCompletionSource<string> Found)> _waits = [];

    public byte[] Bytes
    {
        get
        {
            lock (_lock)
            {
                return ToArray();
            }
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    public Task<string> LineAsync(Func<string, bool> isWanted)
    {
        lock (_lock)
        {
            if (Find(isWanted) is { } line)
            {
                return Task.FromResult(line);
            }

            TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((isWanted, found));
            return found.Task;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            foreach ((Func<string, bool> isWanted, TaskCompletionSource<string> found) in _waits)
            {
                if (Find(isWanted) is { } line)
                {
                    _ = found.TrySetResult(line);
                }
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    // Whole lines only.
    private string? Find(Func<string, bool> isWanted) => Encoding.UTF8.GetString(ToArray()).Split('\n')[..^1].FirstOrDefault(isWanted);
}
