using System.Globalization;

namespace ZmqNative.Tests.Traffic;

/// <summary>A keyed actor that answers with the text of the message, and sometimes with a failure.</summary>
/// <param name="asks">The ledger of the asks.</param>
internal sealed class ItemActor(RequestLedger asks) : Actor
{
    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        string text = (string)message;
        asks.Handled(long.Parse(text, CultureInfo.InvariantCulture));
        if (Random.Shared.Next(20) == 0)
        {
            await Task.Delay(Random.Shared.Next(1, 10), CancellationToken.None);
        }

        if (Random.Shared.Next(50) == 0)
        {
            context.ReplyFailure("An actor that fails.");
        }
        else
        {
            context.Reply(text);
        }
    }
}
