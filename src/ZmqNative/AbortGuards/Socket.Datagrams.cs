using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>UDP: libzmq copies what is sent into a buffer of fixed size without looking, and aborts on a DGRAM that is not bound.</content>
public sealed unsafe partial class Socket
{
    // MAX_UDP_MSG of libzmq.
    private const int LargestDatagram = 8192;

    // The byte that tells the length of the group.
    private const int GroupLengthSize = 1;

    // Frames up to this size need not be checked for UDP: all of them, except over UDP.
    private int _datagramLength;

    // Frames up to this size are sent without any check: as above, but none while the rest of a message is to follow.
    private int _uncheckedLength;
    private bool _sendsRest;
    private bool _datagramsBound;

    private void RefuseFatalTransport(string endpoint)
    {
        if (Type == SocketType.Dgram && !IsUdp(endpoint))
        {
            throw new ArgumentException("A DGRAM socket works over udp:// alone.", nameof(endpoint));
        }
    }

    // libzmq binds UDP in its I/O thread, and when that fails it tries again without end or pause.
    private void RefuseFatalDatagramEndpoint(string endpoint, bool binding)
    {
        if (!IsUdp(endpoint) || !(binding ? Type is SocketType.Dish or SocketType.Dgram : Type == SocketType.Radio))
        {
            return;
        }

        DatagramProbe.Try(endpoint, binding, BindToDevice, $"{(binding ? "bind" : "connect")} {Type.NativeName()} socket");
    }

    private void NoteDatagrams(EndpointAction action, string endpoint)
    {
        if (!IsUdp(endpoint))
        {
            return;
        }

        if (Type == SocketType.Dgram)
        {
            _datagramsBound = action == EndpointAction.Bind;
        }
        else if (Type == SocketType.Radio)
        {
            _uncheckedLength = _datagramLength = LargestDatagram - GroupLengthSize - Libzmq.ZMQ_GROUP_MAX_LENGTH;
        }
    }

    /// <summary>Throws for what libzmq cannot send over UDP.</summary>
    /// <returns>False when the queue of a DGRAM is full.</returns>
    private bool CheckDatagram(zmq_msg_t* frame)
    {
        nuint length = Libzmq.zmq_msg_size(frame);
        int room = LargestDatagram - (Type == SocketType.Radio ? GroupLengthSize + GroupLength(frame) : 0);
        if (length > (nuint)room)
        {
            throw new ArgumentException(
                $"A frame of {length:N0} bytes does not fit into a datagram, which holds at most {room:N0} with libzmq.", nameof(frame));
        }

        if (Type != SocketType.Dgram)
        {
            return true;
        }

        if (!_datagramsBound)
        {
            throw new InvalidOperationException("A DGRAM socket must be bound before it sends: libzmq would abort.");
        }

        return (Events & PollEvents.Out) != 0;
    }

    // Waits here rather than in libzmq, which aborts when the way out is lost meanwhile.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool WaitForDatagram(zmq_msg_t* frame, int wait) =>
        CheckDatagram(frame)
        || (wait == 0 && WaitFor(PollEvents.Out, new Deadline(SendTimeout ?? Timeout.InfiniteTimeSpan)));

    private static int GroupLength(zmq_msg_t* frame) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(LibzmqDraft.zmq_msg_group(frame)).Length;

    private static bool IsUdp(string endpoint) => endpoint.StartsWith("udp://", StringComparison.Ordinal);
}
