using System.Text;

namespace ZmqNative.Actors.Remote;

/// <summary>The key of a stream or watch of a peer: the frames in front of its correlation, and its request id.</summary>
internal readonly record struct PeerKey(string Route, ulong RequestId)
{
    public static PeerKey Of(MultipartMessage frames, int empty)
    {
        // Latin-1 maps every byte to a different character; the lengths separate the routing ids of a proxy.
        string route = Encoding.Latin1.GetString(frames[0].Span);
        for (int i = 1; i < empty - 1; i++)
        {
            route += $"|{frames[i].Length}|{Encoding.Latin1.GetString(frames[i].Span)}";
        }

        return new PeerKey(route, Correlation.RequestId(frames[empty - 1].Span));
    }
}
