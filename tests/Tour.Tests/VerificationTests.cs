using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tour.Chapters;
using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Tests;

/// <summary>The verification of the tour reports what is lost or changed.</summary>
public sealed class VerificationTests
{
    private static readonly byte[] Content = "the content of a file"u8.ToArray();

    [Test]
    public void File_that_arrives_as_it_was_sent_is_verified()
    {
        FarReport report = Receive(Content);

        Assert.That(report.Problems, Is.Empty);
        Assert.That(report.Verified, Is.EqualTo("1 files"));
    }

    [Test]
    public void File_that_was_changed_in_transit_is_reported()
    {
        byte[] changed = [.. Content];
        changed[3] ^= 1;

        FarReport report = Receive(changed);

        Assert.That(report.Problems, Is.EqualTo(new[] { "a.txt did not arrive as it was sent" }));
        Assert.That(report.Verified, Is.EqualTo("0 files"));
    }

    [Test]
    public void Tallies_that_differ_in_number_or_content_are_problems()
    {
        Tally sent = new(10, 100, "aa");
        Problems problems = new();

        problems.Compare("same", sent, sent with { });
        Assert.That(problems.ToArray(), Is.Empty);

        problems.Compare("lost", sent, sent with { Messages = 9 });
        problems.Compare("changed", sent, sent with { Sha256 = "bb" });
        Assert.That(problems.ToArray(), Is.EqualTo(new[]
        {
            "lost: 10 messages were sent, 9 arrived",
            "changed: all messages arrived, but not as they were sent",
        }));
    }

    [Test]
    public void Unordered_tallies_are_equal_in_any_order_and_differ_when_content_does()
    {
        Assert.That(Unordered("a", "b", "c"), Is.EqualTo(Unordered("c", "a", "b")));
        Assert.That(Unordered("a", "b", "b"), Is.Not.EqualTo(Unordered("a", "a", "b")));
        Assert.That(Unordered("a", "b", "c"), Is.Not.EqualTo(Unordered("a", "b", "d")));
    }

    [Test]
    public void Percentiles_are_at_most_three_percent_too_high()
    {
        LatencyHistogram histogram = new();
        foreach (int milliseconds in Enumerable.Range(1, 100))
        {
            histogram.Record(milliseconds * 1_000_000L);
        }

        Latency latency = histogram.Summarise()!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(latency.P50, Is.InRange(50_000, 51_600));
            Assert.That(latency.P99, Is.InRange(99_000, 100_000));
            Assert.That(latency.Max, Is.EqualTo(100_000));
        }
    }

    private static Tally Unordered(params string[] messages)
    {
        using TallyCounter tally = new();
        foreach (string message in messages)
        {
            tally.AddUnordered(Encoding.UTF8.GetBytes(message));
        }

        return tally.Total();
    }

    // Sends one file to the far side of PUSH/PULL, with the hash of what the file should be.
    private static FarReport Receive(byte[] arriving)
    {
        using Context context = new();
        using Socket push = context.CreateSocket(SocketType.Push);
        using Socket pull = context.CreateSocket(SocketType.Pull);
        push.Bind("inproc://verification");
        pull.Connect("inproc://verification");

        SourceFile file = new("a.txt", Content);
        using MultipartMessage piece = [file.Name];
        piece.Add(arriving);
        push.Send(piece);
        using MultipartMessage end = [file.Name];
        end.Add(file.Sha256);
        end.Add(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
        push.Send(end);
        push.Send([]);

        return new PushPullChapter().PlayFar(pull);
    }
}
