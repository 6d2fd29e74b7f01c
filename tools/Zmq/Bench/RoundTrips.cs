using System.Diagnostics;
using HdrHistogram;
using ZmqNative;

namespace ZmqTool.Bench;

/// <summary>Measures the times of requests and their replies.</summary>
internal sealed class RoundTrips
{
    // From 1 ns to a minute, with three significant digits.
    private const long Longest = 60L * 1_000_000_000;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>The times in nanoseconds.</summary>
    public LongHistogram Times { get; } = new(Longest, numberOfSignificantValueDigits: 3);

    /// <summary>Sends requests one after the other, each when the reply to the last one is there.</summary>
    /// <param name="client">A REQ socket.</param>
    /// <param name="count">The number of requests that are measured.</param>
    /// <param name="warmUp">The number of requests before them.</param>
    /// <param name="size">The bytes of a request.</param>
    /// <param name="timeout">The longest wait for a reply.</param>
    /// <param name="cancellation">Ends the measurement; what was measured stays.</param>
    public void Measure(Socket client, long count, int warmUp, int size, TimeSpan timeout, CancellationToken cancellation)
    {
        byte[] request = new byte[size];
        for (long i = -warmUp; i < count && !cancellation.IsCancellationRequested; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            client.Send(request);
            while (client.Poll(PollEvents.In, Step) == PollEvents.None)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return;
                }

                if (Stopwatch.GetElapsedTime(begin) > timeout)
                {
                    throw ToolException.TimedOut(
                        $"no reply within {timeout.TotalSeconds:0.###} s after {Math.Max(0, i):N0} round trips. A server that echoes is 'zmq rep ENDPOINT --echo'.");
                }
            }

            using (MultipartMessage reply = client.ReceiveMessage())
            {
                if (i >= 0)
                {
                    Times.RecordValue(Math.Min(Longest, (long)(Stopwatch.GetElapsedTime(begin).TotalMicroseconds * 1000)));
                }
            }
        }
    }
}
