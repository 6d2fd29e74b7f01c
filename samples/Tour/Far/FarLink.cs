using System.Text;
using System.Text.Json;
using ZmqNative;
using ZmqNative.Patterns;

namespace Tour.Far;

/// <summary>What the near side uses to direct a far side: a PAIR socket, whoever is at its other end.</summary>
internal sealed class FarLink(AsyncSocket control, string who, TimeSpan patience)
{
    /// <summary>Lets the far side bind its socket, and tells where.</summary>
    public async Task<string> StartAsync(string chapter, string endpoint)
    {
        await SendAsync([FarSide.Start, chapter, endpoint]);
        return await ExpectAsync(FarSide.Bound);
    }

    /// <summary>Waits until the far side has seen everything.</summary>
    public async Task<FarReport> FinishAsync()
    {
        string report = await ExpectAsync(FarSide.Report);
        await SendAsync([FarSide.Close]);
        return JsonSerializer.Deserialize(report, FarJson.Default.FarReport)
            ?? throw new TourFailedException($"{who} sent an empty report.");
    }

    /// <summary>The reason why a message of the pattern itself did not come: the far side may have said it.</summary>
    public TourFailedException Explain() =>
        control.TryReceive(out MultipartMessage message) ? Unexpected(message) : Silent();

    /// <summary>Says good-bye, if there is still somebody to hear it.</summary>
    public void End() => _ = control.TrySend(Encoding.UTF8.GetBytes(FarSide.End));

    private async Task SendAsync(MultipartMessage order)
    {
        using CancellationTokenSource time = new(patience);
        try
        {
            await control.SendAsync(order, time.Token);
        }
        catch (OperationCanceledException)
        {
            throw Silent();
        }
    }

    private async Task<string> ExpectAsync(string kind)
    {
        using CancellationTokenSource time = new(patience);
        MultipartMessage message;
        try
        {
            message = await control.ReceiveAsync(time.Token);
        }
        catch (OperationCanceledException)
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
