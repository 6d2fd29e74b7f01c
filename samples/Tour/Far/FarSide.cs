using System.Text.Json;
using Tour.Chapters;
using ZmqNative;

namespace Tour.Far;

/// <summary>The loop of the far side, the same in the second process and on a thread of the first.</summary>
/// <remarks>
/// <code>
/// near: start | chapter | endpoint       far: bound | endpoint
///           ... the pattern itself, on a socket of its own ...
///                                        far: report | json      or at any point: failed | text
/// near: end
/// </code>
/// </remarks>
internal static class FarSide
{
    public const string Start = "start";
    public const string End = "end";
    public const string Bound = "bound";
    public const string Report = "report";
    public const string Failed = "failed";

    // Beyond what the near side waits: it is the one to complain first, and in words for the user.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void Serve(Context context, Socket control)
    {
        while (true)
        {
            using MultipartMessage order = control.ReceiveMessage();
            if (order[0].ToString() == End)
            {
                return;
            }

            try
            {
                Play(context, control, ChapterList.Find(order[1].ToString()), order[2].ToString());
            }
            catch (Exception exception) when (exception is not ContextTerminatedException)
            {
                control.Send(MultipartMessage.Of(Failed, exception.Message));
            }
        }
    }

    private static void Play(Context context, Socket control, TwoSidedChapter chapter, string endpoint)
    {
        using Socket socket = context.CreateSocket(chapter.FarType);
        socket.SendTimeout = Patience;
        socket.ReceiveTimeout = Patience;
        chapter.PrepareFar(socket);
        socket.Bind(endpoint);
        control.Send(MultipartMessage.Of(Bound, socket.LastEndpoint));

        FarReport report = chapter.PlayFar(socket);
        control.Send(MultipartMessage.Of(Report, JsonSerializer.Serialize(report, FarJson.Default.FarReport)));
    }
}
