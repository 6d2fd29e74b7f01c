using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ZmqNative.Samples.Gateway;

/// <summary>The guide's three endpoints, and one more that clears by the method DELETE.</summary>
internal static class MessageEndpoints
{
    public const string Send = "SendMessage";
    public const string List = "ReceivedMessages";
    public const string Delete = "DeleteReceivedMessages";
    public const string Clear = "ClearMessages";

    private const string DefaultType = "notification";

    public static void Map(IEndpointRouteBuilder application)
    {
        // ApiDescription has their summaries, in each language.
        RouteGroupBuilder routes = application.MapGroup("").WithTags("Messages");
        routes.MapPost("/send-message", SendAsync)
            .WithName(Send)
            .Produces<SendResponse>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableAntiforgery();
        routes.MapGet("/received-messages", ListAnswer.HandleAsync)
            .WithName(List)
            .Produces<ReceivedResponse>()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapDelete("/received-messages", ClearLog)
            .WithName(Delete)
            .Produces<ClearResponse>();
        routes.MapGet("/clear-messages", ClearLog)
            .WithName(Clear)
            .Produces<ClearResponse>();
    }

    private static async Task<IResult> SendAsync(
        HttpRequest request, GatewayOptions options, GatewayLinks links, GatewayCounters counters, ShutdownDeadline deadline, TimeProvider time)
    {
        (SendBody? body, IResult? problem) = await SendInput.ReadAsync(request, options, deadline.Token);
        if (body is null)
        {
            return problem!;
        }

        double now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        Update update = new((long)now, body.MessageType ?? DefaultType, body.Message!, now);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(update, GatewayJson.Plain.Update);
        if (json.Length > options.MaxMessageBytes)
        {
            return Problems.MessageTooLong(json.Length, options);
        }

        if (!await links.TryPublishAsync(json))
        {
            return Problems.Stopping();
        }

        counters.CountAccepted();
        return TypedResults.Ok(new SendResponse("success", TextCatalog.Choose(request.HttpContext).Format("api.sent", update.Message), update));
    }

    private static Ok<ClearResponse> ClearLog(HttpContext context, MessageLog log)
    {
        log.Clear();
        return TypedResults.Ok(new ClearResponse("success", TextCatalog.Choose(context)["api.cleared"]));
    }
}
