using ZmqNative.Actors.Generated;

namespace ZmqNative.Actors;

/// <summary>The names of messages in texts: that of the type, or the signature of a call.</summary>
internal static class MessageName
{
    public static string Of(object message) =>
        message is ActorCall or ReceivedCall ? message.ToString()! : message.GetType().Name;
}
