using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>A subscriber that gets any publications: it lives, and reads those of an honest publisher.</summary>
internal static class SubscriberTarget
{
    private static LivePeer? _peer;
    private static SemaphoreSlim _honest = new(0);

    public static FuzzTarget Create()
    {
        FuzzTarget publications = PublicationTarget.Create();
        return new(
            "subscriber",
            "a Subscriber that gets any frames, beside an honest publisher",
            publications.Seeds,
            publications.Tokens,
            static input => (_peer ??= Start()).Send(input))
        {
            EndAsync = static () => Interlocked.Exchange(ref _peer, null)?.DisposeAsync() ?? default,
        };
    }

    private static LivePeer Start()
    {
        _honest = new SemaphoreSlim(0);
        return new LivePeer(Serve, SocketType.XPub, SocketType.XPub, Publish);
    }

    private static Subscriber Serve(Context context, string endpoint)
    {
        SemaphoreSlim honest = _honest;
        Subscriber subscriber = new("@" + endpoint, new SubscriberOptions { Context = context, Envelopes = true });
        subscriber.SubscribePrefix(string.Empty);
        subscriber.Handle(message =>
        {
            _ = (message.Topic, message.MessageType, message.TraceContext, message.Headers, message.Sequence.Length);
            if (message.Text == "the honest one")
            {
                _ = honest.Release();
            }
        });
        return subscriber;
    }

    private static void Publish(Socket publisher, TimeSpan patience)
    {
        publisher.Send(Encoding.UTF8.GetBytes("topic the honest one"));
        FuzzFaultException.Unless(_honest.Wait(patience), "an honest publication is read");
    }
}
