using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ZmqNative.Samples.Gateway;

/// <summary>The guide's three endpoints, and one more that clears by the method DELETE.</summary>
internal static class MessageEndpoints
{
    /// <summary>The header with the number of messages that were dropped since the last clearing. The body is exactly the guide's.</summary>
    public const string DroppedHeader = "X-Dropped-Messages";

    private const string DefaultType = "notification";
    private const int FlushAt = 32 * 1024;

    public static void Map(IEndpointRouteBuilder application)
    {
        RouteGroupBuilder routes = application.MapGroup("").WithTags("Messages");
        routes.MapPost("/send-message", SendAsync)
            .WithName("SendMessage")
            .WithSummary("发送消息到 ZeroMQ 主题")
            .WithDescription("Publishes a message to the topic. The parameters may come in the query, in a form or in JSON.")
            .Produces<SendResponse>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableAntiforgery();
        routes.MapGet("/received-messages", ReadAsync)
            .WithName("ReceivedMessages")
            .WithSummary("获取已接收的消息列表")
            .WithDescription($"The messages kept, the oldest first. {DroppedHeader} says how many gave way since the last clearing.")
            .Produces<ReceivedResponse>();
        routes.MapDelete("/received-messages", Clear)
            .WithName("DeleteReceivedMessages")
            .WithSummary("清空已接收的消息列表")
            .WithDescription("Forgets the messages kept.")
            .Produces<ClearResponse>();
        routes.MapGet("/clear-messages", Clear)
            .WithName("ClearMessages")
            .WithSummary("清空已接收的消息列表")
            .WithDescription("As DELETE /received-messages, which is the better method: GET should change nothing.")
            .Produces<ClearResponse>();
    }

    private static async Task<IResult> SendAsync(
        HttpRequest request, GatewayOptions options, GatewayLinks links, GatewayCounters counters, ShutdownDeadline deadline, TimeProvider time)
    {
        (SendBody? body, IResult? problem) = await SendInput.ReadAsync(request, deadline.Token);
        if (body is null)
        {
            return problem!;
        }

        double now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        Update update = new((long)now, body.MessageType ?? DefaultType, body.Message!, now);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(update, GatewayJson.Plain.Update);
        if (json.Length > options.MaxMessageBytes)
        {
            return Problems.TooLong();
        }

        if (!await links.TryPublishAsync(json))
        {
            return Problems.Stopping();
        }

        counters.CountAccepted();
        return TypedResults.Ok(new SendResponse("success", $"消息已发送: {update.Message}", update));
    }

    // Written message by message: they are kept as JSON, and all of them in one piece could be large.
    private static async Task ReadAsync(HttpResponse response, MessageLog log, ShutdownDeadline deadline)
    {
        using CancellationTokenSource ending =
            CancellationTokenSource.CreateLinkedTokenSource(response.HttpContext.RequestAborted, deadline.Token);
        (LoggedMessage[] messages, long dropped) = log.ReadAll();
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers[DroppedHeader] = dropped.ToString();
        await using Utf8JsonWriter writer = new(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WriteNumber("count"u8, messages.Length);
        writer.WriteStartArray("messages"u8);
        foreach (LoggedMessage message in messages)
        {
            writer.WriteRawValue(message.Json.Span, skipInputValidation: true);
            if (writer.BytesPending > FlushAt)
            {
                await writer.FlushAsync(ending.Token);
                await response.BodyWriter.FlushAsync(ending.Token);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Ok<ClearResponse> Clear(MessageLog log)
    {
        log.Clear();
        return TypedResults.Ok(new ClearResponse("success", "消息已清空"));
    }
}
