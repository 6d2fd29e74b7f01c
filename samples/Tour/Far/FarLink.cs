using System.Text;
using System.Text.Json;
using ZmqNative;
using ZmqNative.Patterns;

namespace Tour.Far;

/// <summary>The connection by which the near side controls a far side: a PAIR socket.</summary>
internal sealed class FarLink(AsyncSocket control, string name, TimeSpan timeout)
{
    /// <summary>Lets the far side bind its socket, and returns the endpoint.</summary>
    public async Task<string> StartAsync(string chapter, string endpoint)
    {
        await SendAsync([FarSide.Start, chapter, endpoint]);
        return await ExpectAsync(FarSide.Bound);
    }

    /// <summary>Waits until the far side has received all messages.</summary>
    public async Task<FarReport> FinishAsync()
    {
        string report = await ExpectAsync(FarSide.Report);
        await SendAsync([FarSide.Close]);
        return JsonSerializer.Deserialize(report, FarJson.Default.FarReport)
            ?? throw new TourFailedException($"{name} sent an empty report.");
    }

    /// <summary>The reason why a message of the pattern itself did not arrive: the far side may have reported it.</summary>
    public TourFailedException Explain() =>
        control.TryReceive(out MultipartMessage message) ? Unexpected(message) : Silent();

    /// <summary>Sends the end, if the far side still runs.</summary>
    public void End() => _ = control.TrySend(Encoding.UTF8.GetBytes(FarSide.End));

    private async Task SendAsync(MultipartMessage order)
    {
        using CancellationTokenSource time = new(timeout);
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
        using CancellationTokenSource time = new(timeout);
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

    private TourFailedException Silent() => new($"{name} is there, but did not reply within {timeout.TotalSeconds:0} s.");

    private TourFailedException Unexpected(MultipartMessage message)
    {
        using (message)
        {
            return message[0].ToString() == FarSide.Failed
                ? new TourFailedException($"{name} failed: {message[1]}")
                : new TourFailedException($"{name} sent an unexpected message: {message}");
        }
    }
}
