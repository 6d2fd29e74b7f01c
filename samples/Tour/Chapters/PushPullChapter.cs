using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>Streams files in pieces; the far side hashes each and compares.</summary>
/// <remarks>
/// <code>
/// name | piece                      as often as it takes
/// name | sha256 | timestamp         the file is complete
/// (one empty frame)                 there are no more files
/// </code>
/// </remarks>
internal sealed class PushPullChapter : SocketChapter
{
    private const int PieceSize = 64 * 1024;

    // In messages. A thousand, the default, would let 64 MB of pieces wait in memory.
    private const int Queue = 64;

    public override string Title => "PUSH/PULL";

    public override string About => "streams files in pieces of 64 KiB; the far side compares the SHA-256 of each";

    public override SocketType NearType => SocketType.Push;

    public override SocketType FarType => SocketType.Pull;

    public override void PrepareNear(Socket socket) => socket.SendHighWatermark = Queue;

    public override void PrepareFar(Socket socket) => socket.ReceiveHighWatermark = Queue;

    public override void PlayNear(Socket socket, NearSide near)
    {
        near.Begin();
        bool complete = false;
        while (!complete || !near.TimeIsUp)
        {
            foreach (SourceFile file in near.Material.Files)
            {
                SendFile(socket, file, near);
                near.Report();
                if (complete && near.TimeIsUp)
                {
                    break;
                }
            }

            // Each file is sent at least once, even if the time is short.
            complete = true;
        }

        socket.Send([]);
    }

    public override FarReport PlayFar(Socket socket)
    {
        using TallyCounter tally = new();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        LatencyHistogram latency = new();
        Problems problems = new();
        long files = 0;
        while (true)
        {
            using MultipartMessage message = socket.ReceiveMessage();
            switch (message.Count)
            {
                case 1:
                    return new FarReport
                    {
                        Received = tally.Total(),
                        Latency = latency.Summarise(),
                        Problems = problems.ToArray(),
                        Verified = $"{files:N0} files",
                    };
                case 2:
                    tally.Count(message[1].Length);
                    hash.AppendData(message[1].Span);
                    break;
                default:
                    byte[] actual = hash.GetHashAndReset();
                    if (message[1].Span.SequenceEqual(actual))
                    {
                        files++;
                    }
                    else
                    {
                        problems.Add($"{message[0]} did not arrive as it was sent");
                    }

                    tally.Mix(actual);
                    latency.RecordSince(long.Parse(message[2].ToString(), CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private static void SendFile(Socket socket, SourceFile file, NearSide near)
    {
        long started = Stopwatch.GetTimestamp();
        for (int offset = 0; offset < file.Content.Length; offset += PieceSize)
        {
            ReadOnlyMemory<byte> piece = file.Content.Slice(offset, Math.Min(PieceSize, file.Content.Length - offset));
            MultipartMessage message = [file.Name];

            // Large pieces are sent without a copy: libzmq reads them in place.
            message.Add(piece.Length >= Frame.ZeroCopyThreshold ? Frame.Wrap(piece) : Frame.Copy(piece.Span));
            Send(socket, message);
            near.Sent.Count(piece.Length);
        }

        MultipartMessage end = [file.Name];
        end.Add(file.Sha256);
        end.Add(started.ToString(CultureInfo.InvariantCulture));
        Send(socket, end);
        near.Sent.Mix(file.Sha256);
    }

    // A message that was not sent still belongs to this side.
    private static void Send(Socket socket, MultipartMessage message)
    {
        using (message)
        {
            socket.Send(message);
        }
    }
}
