using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>Publishes text and JSON as "msgid msgtype body", one frame each.</summary>
/// <remarks>
/// A PUB drops messages that it sends before a subscription arrives, and messages that do not fit into the queue of a slow subscriber. Here no
/// message may be lost: an XPUB receives the subscriptions, and is set to wait instead of dropping.
/// </remarks>
internal sealed class PublishSubscribeChapter : SocketChapter
{
    // The space ends the id: without it, 10001 would match as well.
    private const string TextTopic = "1000 ";
    private const string JsonTopic = "1001 ";
    private const int DecoyEvery = 10;

    public override string Title => "PUB/SUB";

    public override string About => "publishes text (id 1000) and JSON (1001); others (10001) must not arrive, these all must";

    public override SocketType NearType => SocketType.XPub;

    public override SocketType FarType => SocketType.Sub;

    public override void PrepareNear(Socket socket) => socket.XPubNoDrop = true;

    public override void PrepareFar(Socket socket)
    {
        socket.Subscribe(TextTopic);
        socket.Subscribe(JsonTopic);
    }

    public override void PlayNear(Socket socket, NearSide near)
    {
        AwaitSubscriptions(socket, 2);
        near.Begin();
        for (int i = 0; !near.TimeIsUp; i++)
        {
            Question line = near.Question(i);
            Publish(socket, near, Encoding.UTF8.GetBytes($"{TextTopic}text {line.Text}"));
            Publish(socket, near, Json(new Tick(i, line.Text.Length, Stopwatch.GetTimestamp(), Last: false)));
            if (i % DecoyEvery == 0)
            {
                socket.Send($"10001 text {line.Text}");
            }

            near.Report();
        }

        Publish(socket, near, Json(new Tick(-1, 0, Stopwatch.GetTimestamp(), Last: true)));
    }

    public override FarReport PlayFar(Socket socket)
    {
        using TallyCounter tally = new();
        LatencyHistogram latency = new();
        Problems problems = new();
        for (long expected = 0; ; expected++)
        {
            bool last = false;
            while (true)
            {
                using Frame frame = socket.Receive();
                tally.Add(frame.Span);
                if (!TryParse(frame.Span, out int id, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body))
                {
                    problems.Add($"this is no message: {frame}");
                }
                else if (id == 1001 && type.SequenceEqual("json"u8))
                {
                    Tick tick = JsonSerializer.Deserialize(body, TickJson.Default.Tick)!;
                    latency.RecordSince(tick.Sent);
                    last = tick.Last;
                    if (tick.Number != expected && !last)
                    {
                        // The expected number continues from here, so that one lost message is one problem.
                        problems.Add($"tick {expected:N0} was due, {tick.Number:N0} came");
                        expected = tick.Number;
                    }

                    break;
                }
                else if (id != 1000 || !type.SequenceEqual("text"u8))
                {
                    problems.Add($"there is no subscription to this: {frame}");
                }
            }

            if (last)
            {
                return new FarReport { Received = tally.Total(), Latency = latency.Summarise(), Problems = problems.ToArray() };
            }
        }
    }

    // A subscription is one frame: 1, then the prefix.
    private static void AwaitSubscriptions(Socket socket, int count)
    {
        while (count > 0)
        {
            using Frame frame = socket.Receive();
            count -= frame.Span is [1, ..] ? 1 : 0;
        }
    }

    private static void Publish(Socket socket, NearSide near, byte[] message)
    {
        socket.Send(message);
        near.Sent.Add(message);
    }

    private static byte[] Json(Tick tick) =>
        [.. "1001 json "u8, .. JsonSerializer.SerializeToUtf8Bytes(tick, TickJson.Default.Tick)];

    private static bool TryParse(ReadOnlySpan<byte> message, out int id, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body)
    {
        type = body = default;
        if (!Utf8Parser.TryParse(message, out id, out int digits) || digits >= message.Length || message[digits] != ' ')
        {
            return false;
        }

        ReadOnlySpan<byte> rest = message[(digits + 1)..];
        int space = rest.IndexOf((byte)' ');
        if (space < 0)
        {
            return false;
        }

        type = rest[..space];
        body = rest[(space + 1)..];
        return true;
    }
}
