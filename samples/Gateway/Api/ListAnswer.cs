using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace ZmqNative.Samples.Gateway;

/// <summary>Writes the answer of <c>GET /received-messages</c>, message by message: they are kept as JSON, and all of them could be large.</summary>
internal static class ListAnswer
{
    /// <summary>The header with the number of messages that were dropped since the last clearing. The body is exactly the guide's.</summary>
    public const string DroppedHeader = "X-Dropped-Messages";

    public static async Task<IResult> HandleAsync(HttpContext context, ListLimiter limiter, GatewayOptions options, ShutdownDeadline deadline)
    {
        using MessageList? list = limiter.TryOpen();
        if (list is null)
        {
            context.Response.Headers.RetryAfter = $"{(int)ListLimiter.Grace.TotalSeconds}";
            return Problems.TooManyLists(options);
        }

        using CancellationTokenSource ending =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token, list.Ending);
        HttpResponse response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers[DroppedHeader] = list.Dropped.ToString();
        try
        {
            await WriteAsync(response.BodyWriter, list, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected, it reads slowly and others needed the memory, or the server ends. An answer that has begun
            // cannot become a problem: without its end the client sees that it is not whole.
            context.Abort();
        }

        return Results.Empty;
    }

    private static async Task WriteAsync(PipeWriter output, MessageList list, CancellationToken cancellationToken)
    {
        output.Write(Encoding.ASCII.GetBytes($$"""{"status":"success","count":{{list.Count}},"messages":["""));
        for (int i = 0; i < list.Count; i++)
        {
            LoggedMessage message = list.Take() ?? throw new OperationCanceledException("The list was ended.");
            if (i > 0)
            {
                output.Write(","u8);
            }

            await BoundedWriter.WriteAsync(output, message.Json, cancellationToken);
        }

        output.Write("]}"u8);
        await BoundedWriter.FlushAsync(output, cancellationToken);
    }
}
