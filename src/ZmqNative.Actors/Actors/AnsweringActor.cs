using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>An actor that is a function from a message to its answer; other messages are unhandled.</summary>
internal sealed class AnsweringActor<TMessage, TReply>(Func<TMessage, ActorContext, ValueTask<TReply>> answer) : Actor
{
    [SuppressMessage("Usage", "VSTHRD103", Justification = "It has completed.")]
    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        if (message is not TMessage typed)
        {
            context.Unhandled();
            return default;
        }

        ValueTask<TReply> reply = answer(typed, context);
        if (!reply.IsCompletedSuccessfully)
        {
            return AwaitAsync(reply, context);
        }

        context.ReplyIfAsked(reply.GetAwaiter().GetResult());
        return default;
    }

    private static async ValueTask AwaitAsync(ValueTask<TReply> reply, ActorContext context) =>
        context.ReplyIfAsked(await reply.ConfigureAwait(false));
}
