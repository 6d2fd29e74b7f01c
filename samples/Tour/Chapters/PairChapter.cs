using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>Both sides send and receive at the same time, each on one thread that polls for both.</summary>
/// <remarks>A message is a timestamp of 8 bytes and a line of text; an empty one ends a direction.</remarks>
internal sealed class PairChapter : SocketChapter
{
    // Messages in one direction before the other one is polled again.
    private const int Burst = 32;
    private const int LongestLine = 512;

    public override string Title => "PAIR";

    public override string About => "both sides stream lines to each other at once; counts and hashes of both directions agree";

    public override SocketType NearType => SocketType.Pair;

    public override SocketType FarType => SocketType.Pair;

    public override void PlayNear(Socket socket, NearSide near)
    {
        near.Begin();
        Exchange(socket, near.Sent, near.Received, near.Latency, i => near.Question(i).Bytes, _ =>
        {
            near.Report();
            return near.TimeIsUp;
        });
    }

    public override FarReport PlayFar(Socket socket)
    {
        using TallyCounter sent = new();
        using TallyCounter received = new();
        LatencyHistogram latency = new();
        Exchange(
            socket,
            sent,
            received,
            latency,
            line: static i => Encoding.UTF8.GetBytes($"line {i} of the far side"),
            enough: static nearEnded => nearEnded);
        return new FarReport { Received = received.Total(), Sent = sent.Total(), Latency = latency.Summarise() };
    }

    private static void Exchange(
        Socket socket,
        TallyCounter sent,
        TallyCounter received,
        LatencyHistogram latency,
        Func<long, byte[]> line,
        Func<bool, bool> enough)
    {
        bool sentEnd = false;
        bool receivedEnd = false;
        while (!sentEnd || !receivedEnd)
        {
            PollEvents wanted = (sentEnd ? PollEvents.None : PollEvents.Out) | (receivedEnd ? PollEvents.None : PollEvents.In);
            PollEvents ready = socket.Poll(wanted, socket.ReceiveTimeout ?? Timeout.InfiniteTimeSpan);
            if (ready == PollEvents.None)
            {
                throw new TimeoutException("The other side of the PAIR neither sends nor receives.");
            }

            if (ready.HasFlag(PollEvents.Out))
            {
                sentEnd = enough(receivedEnd) ? socket.TrySend([]) : SendBurst(socket, sent, line);
            }

            if (ready.HasFlag(PollEvents.In))
            {
                receivedEnd = ReceiveBurst(socket, received, latency);
            }
        }
    }

    private static bool SendBurst(Socket socket, TallyCounter sent, Func<long, byte[]> line)
    {
        Span<byte> buffer = stackalloc byte[sizeof(long) + LongestLine];
        for (int i = 0; i < Burst; i++)
        {
            ReadOnlySpan<byte> text = line(sent.Messages);
            text = text[..Math.Min(text.Length, LongestLine)];
            Span<byte> message = buffer[..(sizeof(long) + text.Length)];
            MemoryMarshal.Write(message, Stopwatch.GetTimestamp());
            text.CopyTo(message[sizeof(long)..]);
            if (!socket.TrySend(message))
            {
                break;
            }

            sent.Add(message);
        }

        return false;
    }

    private static bool ReceiveBurst(Socket socket, TallyCounter received, LatencyHistogram latency)
    {
        for (int i = 0; i < Burst && socket.TryReceive(out Frame frame); i++)
        {
            using (frame)
            {
                if (frame.Length == 0)
                {
                    return true;
                }

                received.Add(frame.Span);
                latency.RecordSince(MemoryMarshal.Read<long>(frame.Span));
            }
        }

        return false;
    }
}
