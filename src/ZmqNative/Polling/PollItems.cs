using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Reads and writes poll items, whose layout depends on the platform.</summary>
internal static unsafe class PollItems
{
    /// <summary>The size of one item, in bytes.</summary>
    public static int Size => OperatingSystem.IsWindows() ? sizeof(zmq_pollitem_windows_t) : sizeof(zmq_pollitem_t);

    /// <summary>Fills an item with a socket or, if that is null, a file descriptor.</summary>
    public static void Write(byte* item, void* socket, nint fd, PollEvents events)
    {
        if (OperatingSystem.IsWindows())
        {
            *(zmq_pollitem_windows_t*)item = new() { socket = socket, fd = (nuint)fd, events = (short)events };
        }
        else
        {
            *(zmq_pollitem_t*)item = new() { socket = socket, fd = (int)fd, events = (short)events };
        }
    }

    /// <summary>Replaces a socket that is closed.</summary>
    public static void WriteSocket(byte* item, void* socket) => *(void**)item = socket;

    /// <summary>Replaces the events to wait for.</summary>
    public static void WriteEvents(byte* item, PollEvents events)
    {
        if (OperatingSystem.IsWindows())
        {
            ((zmq_pollitem_windows_t*)item)->events = (short)events;
        }
        else
        {
            ((zmq_pollitem_t*)item)->events = (short)events;
        }
    }

    /// <summary>The events that the last poll found.</summary>
    public static PollEvents ReadReady(byte* item) =>
        (PollEvents)(OperatingSystem.IsWindows() ? ((zmq_pollitem_windows_t*)item)->revents : ((zmq_pollitem_t*)item)->revents);
}
