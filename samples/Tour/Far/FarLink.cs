using System.Text;
using System.Text.Json;
using ZmqNative;

namespace Tour.Far;

/// <summary>What the near side uses to direct a far side: a PAIR socket, whoever is at its other end.</summary>
internal sealed class FarLink(Socket control, string who, TimeSpan patience)
{
    /// <summary>Lets the far side bind its socket, and tells where.</summary>
    public string Start(string chapter, string endpoint)
    {
        // Where it cannot be sent it stays ours to free; once it is sent, that does nothing.
        using MultipartMessage order = MultipartMessage.Of(FarSide.Start, chapter, endpoint);
        if (!control.TrySend(order, patience))
        {
            throw Silent();
        }

        return Expect(FarSide.Bound);
    }

    /// <summary>Waits until the far side has seen everything.</summary>
    public FarReport Finish() =>
        JsonSerializer.Deserialize(Expect(FarSide.Report), FarJson.Default.FarReport)
        ?? throw new TourFailedException($"{who} sent an empty report.");

    /// <summary>The reason why a message of the pattern itself did not come: the far side may have said it.</summary>
    public TourFailedException Explain() =>
        control.TryReceiveMessage(out MultipartMessage message) ? Unexpected(message) : Silent();

    /// <summary>Says good-bye, if there is still somebody to hear it.</summary>
    public void End() => _ = control.TrySend(Encoding.UTF8.GetBytes(FarSide.End));

    private string Expect(string kind)
    {
        if (!control.TryReceiveMessage(out MultipartMessage message, patience))
        {
            throw Silent();
        }

        if (message[0].ToString() != kind)
        {
            throw Unexpected(message);
        }

        using (message)
        {
            return message[1].ToString();
        }
    }

    private TourFailedException Silent() => new($"{who} is there, but did not answer within {patience.TotalSeconds:0} s.");

    private TourFailedException Unexpected(MultipartMessage message)
    {
        using (message)
        {
            return message[0].ToString() == FarSide.Failed
                ? new TourFailedException($"{who} failed: {message[1]}")
                : new TourFailedException($"{who} said what was not expected of it: {message}");
        }
    }
}
