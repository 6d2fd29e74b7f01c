using ZmqNative.Hosting;
using ZmqNative.Patterns;

namespace ZmqService;

/// <summary>Answers an order by its receipt, and publishes the receipt.</summary>
public sealed class OrderHandler(Publisher receipts) : IRequestHandler<Order, Receipt>
{
    private const decimal Price = 2.5m;

    public async ValueTask<Receipt> HandleAsync(Order request, CancellationToken cancellationToken)
    {
        if (request.Count <= 0)
        {
            // The client gets the text. That of other exceptions stays in the log.
            throw new RequestRejectedException(ReplyStatus.BadRequest, "The count has to be 1 or more.");
        }

        Receipt receipt = new(request.Item, request.Count, request.Count * Price);
        await receipts.PublishJsonAsync("receipts", receipt, OrderJson.Default.Receipt);
        return receipt;
    }
}
