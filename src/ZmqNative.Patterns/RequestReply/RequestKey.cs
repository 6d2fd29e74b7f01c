using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The key of a request at its server: the frames that lead back to its client, and the id that the client has chosen.</summary>
/// <param name="Route">The frames up to the correlation, without the extension and the trace.</param>
/// <param name="RequestId">The id in the correlation.</param>
internal readonly record struct RequestKey(string Route, ulong RequestId)
{
    /// <summary>Returns the key of a message as a ROUTER received it.</summary>
    /// <param name="frames">The message.</param>
    /// <param name="routeLength">The number of frames of the route.</param>
    /// <param name="correlation">The index of the correlation.</param>
    public static RequestKey Of(MultipartMessage frames, int routeLength, int correlation)
    {
        // Latin-1 keeps every byte apart; the routing ids of a proxy are set apart by their lengths.
        string route = string.Empty;
        for (int i = 0; i < routeLength; i++)
        {
            route += $"|{frames[i].Length}|{Encoding.Latin1.GetString(frames[i].Span)}";
        }

        return new RequestKey(route, Correlation.RequestId(frames[correlation].Span));
    }
}
