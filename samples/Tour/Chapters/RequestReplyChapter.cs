using System.Diagnostics;
using System.Security.Cryptography;
using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>Requests the SHA-256 of lines of text, one at a time: the round trip alone.</summary>
internal sealed class RequestReplyChapter : SocketChapter
{
    public override string Title => "REQ/REP";

    public override string About => "asks for the SHA-256 of a line, one question at a time; each answer is checked";

    public override SocketType NearType => SocketType.Req;

    public override SocketType FarType => SocketType.Rep;

    public override void PlayNear(Socket socket, NearSide near)
    {
        Span<byte> answer = stackalloc byte[SHA256.HashSizeInBytes];

        // The first round trip includes the making of the connection, so it does not count.
        socket.Send("hello"u8);
        _ = socket.Receive(answer);

        near.Begin();
        for (long i = 0; !near.TimeIsUp; i++)
        {
            Question question = near.Question(i);
            long started = Stopwatch.GetTimestamp();
            socket.Send(question.Bytes);
            int length = socket.Receive(answer);
            near.Latency.RecordSince(started);

            near.Sent.Add(question.Bytes);
            near.AnswerBytes += length;
            if (length != answer.Length || !answer.SequenceEqual(question.Answer))
            {
                near.Problems.Add($"question {i:N0} was answered wrongly");
            }

            near.Report();
        }

        socket.Send([]);
        _ = socket.Receive(answer);
    }

    public override FarReport PlayFar(Socket socket)
    {
        using TallyCounter tally = new();
        Span<byte> answer = stackalloc byte[SHA256.HashSizeInBytes];

        using (socket.Receive())
        {
            socket.Send("hello"u8);
        }

        while (true)
        {
            using Frame question = socket.Receive();
            if (question.Length == 0)
            {
                socket.Send([]);
                return new FarReport { Received = tally.Total() };
            }

            tally.Add(question.Span);
            _ = SHA256.HashData(question.Span, answer);
            socket.Send(answer);
        }
    }
}
