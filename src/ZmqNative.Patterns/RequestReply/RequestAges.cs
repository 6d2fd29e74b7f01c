using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ZmqNative.Patterns;

/// <summary>Estimates when requests arrived that were queued before a busy server read them. The estimate is never too early.</summary>
/// <remarks>
/// <para>
/// A client of this library stores in the request id when the request began, by its own clock, and marks that in the status byte. Neither
/// the origin nor the value of that clock is reliable, but differences are. While the server had no backlog, a request was read as soon as
/// it arrived: the difference of the two clocks then, per connection, is the baseline. The excess of a later request is its time in the
/// queue.
/// </para>
/// <para>
/// So the transit time of the baseline is already subtracted from the estimate; it is reduced by a thousandth of the baseline's age,
/// as clocks run apart; and it is never more than the time since the server last found its socket empty. Requests whose connection
/// cannot be determined with certainty (routing ids that the client chose, more than one proxy) count from when they were read.
/// </para>
/// </remarks>
internal sealed class RequestAges(TimeProvider timeProvider)
{
    // A baseline has about 40 bytes. Connections that have ended are not known; when there are more, all are removed.
    private const int MostBaselines = 65_536;

    private const int MadeUpIdSize = 5;
    private const int DriftShare = 1000;
    private const int StampBits = 44;

    private readonly long _start = timeProvider.GetTimestamp();

    // Guards the baselines, against the server's loops.
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Baseline> _baselines = [];

    /// <summary>Returns the time at which a request arrived, by the earliest estimate that is certain.</summary>
    /// <param name="received">The request, within the limits.</param>
    /// <param name="empty">The index of its empty frame, with a correlation before it.</param>
    public long GetArrival(in ReceivedRequest received, int empty)
    {
        ReadOnlySpan<byte> correlation = received.Frames[empty - 1].Span;
        if (!Correlation.HasTime(correlation) || !TryGetConnection(received.Frames, empty, out ulong connection))
        {
            return received.ReadAt;
        }

        // In microseconds, modulo 2^44: 203 days.
        long read = Microseconds(_start, received.ReadAt);
        long difference = read - (long)(Correlation.RequestId(correlation) >> (64 - StampBits));
        long age = 0;
        lock (_gate)
        {
            if (_baselines.Count >= MostBaselines)
            {
                _baselines.Clear();
            }

            ref Baseline baseline = ref CollectionsMarshal.GetValueRefOrAddDefault(_baselines, connection, out bool known);
            long more = Wrap(difference - baseline.Difference);
            if (!known || more <= 0 || (received.WasCaughtUp && baseline.ReadAt != read))
            {
                baseline = new Baseline(difference, read);
            }
            else
            {
                age = more - ((read - baseline.ReadAt) / DriftShare);
            }
        }

        long most = Microseconds(received.EmptyAt, received.ReadAt);
        age = Math.Clamp(age, 0, Math.Max(0, most));
        return received.ReadAt - (long)(age * (timeProvider.TimestampFrequency / 1e6));
    }

    // The ids that ROUTERs make up are of one connection alone: a zero and a number that counts on. That of a client, and the one
    // in front of it of a proxy, if there is one.
    private static bool TryGetConnection(MultipartMessage frames, int empty, out ulong connection)
    {
        int ids = empty - 1;
        if (ids > 1 && TraceContext.Is(frames[ids - 1].Span))
        {
            ids--;
        }

        if (ids > 1 && RequestExtension.TryRead(frames[ids - 1].Span, out _, out _))
        {
            ids--;
        }

        connection = 0;
        if (ids > 2)
        {
            return false;
        }

        for (int i = 0; i < ids; i++)
        {
            ReadOnlySpan<byte> id = frames[i].Span;
            if (id.Length != MadeUpIdSize || id[0] != 0)
            {
                return false;
            }

            connection = (connection << 32) | BinaryPrimitives.ReadUInt32BigEndian(id[1..]);
        }

        return true;
    }

    private static long Wrap(long value) => value << (64 - StampBits) >> (64 - StampBits);

    private long Microseconds(long from, long to) => timeProvider.GetElapsedTime(from, to).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The difference of the clocks, in microseconds, and when it was seen.</summary>
    private readonly record struct Baseline(long Difference, long ReadAt);
}
