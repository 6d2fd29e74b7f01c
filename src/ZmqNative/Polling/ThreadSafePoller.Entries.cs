using System.Runtime.InteropServices;

namespace ZmqNative;

/// <content>The entries of the poller: libzmq returns an entry's place in the list with its events.</content>
public sealed unsafe partial class ThreadSafePoller
{
    private byte* Buffer()
    {
        if (_capacity < Math.Max(Count, 1))
        {
            _capacity = Math.Max(Count, 1);
            _events = (byte*)NativeMemory.Realloc(_events, (nuint)(_capacity * PollerEvents.Size));
        }

        return _events;
    }

    private int Find(Socket? socket, nint fileDescriptor) =>
        _entries.FindIndex(entry => entry is not null && entry.Socket == socket && entry.FileDescriptor == fileDescriptor);

    private int NextNumber() => _entries.IndexOf(null) is >= 0 and var free ? free : _entries.Count;

    private void Put(int number, Entry entry)
    {
        if (number == _entries.Count)
        {
            _entries.Add(entry);
        }
        else
        {
            _entries[number] = entry;
        }

        Count++;
    }

    private void Take(int number)
    {
        _entries[number] = null;
        Count--;
    }

    private sealed record Entry(Socket? Socket, nint FileDescriptor, object? Tag, nint Native);

    /// <summary>A call on the poller, which libzmq does not protect from a second one.</summary>
    private readonly ref struct Use : IDisposable
    {
        private readonly ThreadSafePoller _owner;

        public Use(ThreadSafePoller owner)
        {
            if (Interlocked.Exchange(ref owner._busy, 1) != 0)
            {
                throw new InvalidOperationException("Another thread uses the poller: it is for one thread at a time.");
            }

            if (owner._poller == null)
            {
                Volatile.Write(ref owner._busy, 0);
                throw new ObjectDisposedException(nameof(ThreadSafePoller));
            }

            _owner = owner;
        }

        public void Dispose() => Volatile.Write(ref _owner._busy, 0);
    }
}
