using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>Sends many requests at once. A frame of 16 bytes in front relates replies to requests.</summary>
/// <remarks>
/// <code>
/// near: correlation | empty | question         far: routing id | correlation | empty | answer
/// </code>
/// The envelope of REQ and REP, so that either side could be replaced by one of those.
/// </remarks>
internal sealed class DealerRouterChapter : SocketChapter
{
    private const int InFlight = 64;
    private const int CorrelationSize = 16;
    private const int NumberOffset = 4;

    public override string Title => "DEALER/ROUTER";

    public override string About => $"asks the same with {InFlight} questions in flight, answers matched by a correlation frame";

    public override SocketType NearType => SocketType.Dealer;

    public override SocketType FarType => SocketType.Router;

    public override void PlayNear(Socket socket, NearSide near)
    {
        long[] started = new long[InFlight];
        long asked = 0;
        long answered = 0;

        near.Begin();
        while (answered < asked || !near.TimeIsUp)
        {
            while (asked - answered < InFlight && !near.TimeIsUp)
            {
                Question question = near.Question(asked);
                started[asked % InFlight] = Stopwatch.GetTimestamp();
                Ask(socket, asked++, question.Bytes);
                near.Sent.Add(question.Bytes);
            }

            using MultipartMessage answer = socket.ReceiveMessage();
            Check(answer, answered++, near, started);
            near.Report();
        }

        Ask(socket, asked, []);
    }

    public override FarReport PlayFar(Socket socket)
    {
        using TallyCounter tally = new();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        while (true)
        {
            using MultipartMessage message = socket.ReceiveMessage();
            using Frame question = message.Take(message.Count - 1);
            if (question.Length == 0)
            {
                return new FarReport { Received = tally.Total() };
            }

            tally.Add(question.Span);
            _ = SHA256.HashData(question.Span, digest);

            // The remaining frames are the envelope of the reply: routing id, correlation, empty frame.
            message.Add(digest);
            socket.Send(message);
        }
    }

    private static void Ask(Socket socket, long number, ReadOnlySpan<byte> question)
    {
        // Magic and version, status, number, time to live (0: none).
        Span<byte> correlation = stackalloc byte[CorrelationSize];
        correlation.Clear();
        "ZR\u0001"u8.CopyTo(correlation);
        BinaryPrimitives.WriteInt64BigEndian(correlation[NumberOffset..], number);

        using MultipartMessage message = MultipartMessage.Create();
        message.Add(correlation);
        message.Add([]);
        message.Add(question);
        socket.Send(message);
    }

    // One peer answers in the order of the questions.
    private static void Check(MultipartMessage answer, long number, NearSide near, long[] started)
    {
        if (answer.Count != 3 || answer[0].Length != CorrelationSize
            || BinaryPrimitives.ReadInt64BigEndian(answer[0].Span[NumberOffset..]) != number)
        {
            near.Problems.Add($"the answer to question {number:N0} was due, something else came");
            return;
        }

        near.Latency.RecordSince(started[number % InFlight]);
        near.AnswerBytes += answer[2].Length;
        if (!answer[2].Span.SequenceEqual(near.Question(number).Answer))
        {
            near.Problems.Add($"question {number:N0} was answered wrongly");
        }
    }
}
