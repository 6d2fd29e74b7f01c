using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Reads the events of libzmq's poller, whose layout depends on the platform.</summary>
internal static unsafe class PollerEvents
{
    /// <summary>The size of one event, in bytes.</summary>
    public static int Size => OperatingSystem.IsWindows() ? sizeof(zmq_poller_event_windows_t) : sizeof(zmq_poller_event_t);

    /// <summary>The content that was found, and the number that the entry was added with.</summary>
    public static (PollEvents Ready, int Number) Read(byte* item) =>
        OperatingSystem.IsWindows()
            ? ((PollEvents)((zmq_poller_event_windows_t*)item)->events, (int)((zmq_poller_event_windows_t*)item)->user_data)
            : ((PollEvents)((zmq_poller_event_t*)item)->events, (int)((zmq_poller_event_t*)item)->user_data);
}
