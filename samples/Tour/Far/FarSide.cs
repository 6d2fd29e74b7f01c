using System.Text.Json;
using Tour.Chapters;
using ZmqNative;
using ZmqNative.Patterns;

namespace Tour.Far;

/// <summary>The loop of the far side, the same in the second process and within the first.</summary>
/// <remarks>
/// <code>
/// near: start | chapter | endpoint       far: bound | endpoint
///           ... the pattern itself, on a socket of its own ...
///                                        far: report | json      or at any point: failed | text
/// near: close
///           ... and so on, until ...
/// near: end
/// </code>
/// Both sides close their sockets only after the report, when everything has been read. Over ipc:// messages that were
/// accepted were seen to be lost, in spite of the linger, when the sender closed while the receiver was behind.
/// </remarks>
internal static class FarSide
{
    public const string Start = "start";
    public const string Close = "close";
    public const string End = "end";
    public const string Bound = "bound";
    public const string Report = "report";
    public const string Failed = "failed";

    /// <summary>Serves one near side until it sends the end.</summary>
    /// <param name="context">The context of the sockets.</param>
    /// <param name="controlEndpoint">The endpoint of the socket for control messages.</param>
    /// <param name="ended">The token that is cancelled when the near side has ended; the context is shut down then, too.</param>
    public static async Task ServeAsync(Context context, string controlEndpoint, CancellationToken ended)
    {
        await using AsyncSocket control = AsyncSocket.Create(SocketType.Pair, options: new() { Context = context });
        control.Connect(controlEndpoint);
        try
        {
            while (true)
            {
                using MultipartMessage order = await control.ReceiveAsync(ended);
                if (order[0].ToString() == End)
                {
                    return;
                }

                await PlayAsync(context, control, order[1].ToString(), order[2].ToString(), ended);
            }
        }
        catch (Exception) when (ended.IsCancellationRequested)
        {
            // The near side has ended, so the failure cannot be reported.
        }
    }

    private static async Task PlayAsync(
        Context context, AsyncSocket control, string title, string endpoint, CancellationToken ended)
    {
        FarStage stage = new(context, endpoint, BoundAsync, ReportAsync, ended);
        try
        {
            await ChapterList.Find(title).PlayFarAsync(stage);
        }
        catch (Exception exception) when (!ended.IsCancellationRequested)
        {
            await control.SendAsync([Failed, exception.Message], ended);
        }

        async Task BoundAsync(string bound) => await control.SendAsync([Bound, bound], ended);

        async Task ReportAsync(FarReport report)
        {
            string json = JsonSerializer.Serialize(report, FarJson.Default.FarReport);
            await control.SendAsync([Report, json], ended);
            using MultipartMessage close = await control.ReceiveAsync(ended);
            if (close[0].ToString() != Close)
            {
                throw new InvalidOperationException($"{Close} was due, {close} came.");
            }
        }
    }
}
