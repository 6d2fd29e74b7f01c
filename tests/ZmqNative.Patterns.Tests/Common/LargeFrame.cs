using ZmqNative.Interop;

namespace ZmqNative.Patterns.Tests;

/// <summary>Frames of more than 2 GiB, which no span can have. Their memory is never written, so they use none over inproc.</summary>
internal static class LargeFrame
{
    private const long Length = 2_300_000_000;

    // First with a body that is too large, then with one that is not.
    public static void Answer(Socket router, TimeSpan timeout)
    {
        Assert.That(router.TryReceiveMessage(out MultipartMessage request, timeout), Is.True);
        using (request)
        {
            router.Send(request[0].Span, SendFlags.SendMore);
            router.Send(request[1].Span, SendFlags.SendMore);
            router.Send([], SendFlags.SendMore);
            Send(router);
            router.Send(request[0].Span, SendFlags.SendMore);
            router.Send(request[1].Span, SendFlags.SendMore);
            router.Send([], SendFlags.SendMore);
            router.Send("fine"u8);
        }
    }

    public static unsafe void Send(Socket socket)
    {
        zmq_msg_t message;
        Assert.That(Libzmq.zmq_msg_init_size(&message, (nuint)Length), Is.Zero);
        Assert.That(Libzmq.zmq_msg_send(&message, (void*)socket.Handle, 0), Is.GreaterThanOrEqualTo(0));
    }
}
