using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ZmqNative.Samples.Gateway;

/// <summary>Describes the endpoints in the language of the request, and the parameters of <c>/send-message</c>, which are read by hand.</summary>
internal static class ApiDescription
{
    private static readonly Dictionary<string, string> KeyByOperation = new(StringComparer.Ordinal)
    {
        [MessageEndpoints.Send] = "api.send",
        [MessageEndpoints.List] = "api.list",
        [MessageEndpoints.Delete] = "api.delete",
        [MessageEndpoints.Clear] = "api.clear",
    };

    public static Task DescribeDocumentAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        Texts texts = TextsOf(context.ApplicationServices);
        document.Info = new() { Title = texts["title"], Version = "1", Description = texts["api.description"] };
        return Task.CompletedTask;
    }

    public static Task DescribeOperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.OperationId is null || !KeyByOperation.TryGetValue(operation.OperationId, out string? key))
        {
            return Task.CompletedTask;
        }

        Texts texts = TextsOf(context.ApplicationServices);
        operation.Summary = texts[key];
        operation.Description = texts[$"{key}.description"];
        foreach ((string status, IOpenApiResponse response) in operation.Responses ?? [])
        {
            response.Description = texts[$"api.{status}"];
        }

        if (operation.OperationId == MessageEndpoints.Send)
        {
            DescribeParameters(operation, texts);
        }

        return Task.CompletedTask;
    }

    private static void DescribeParameters(OpenApiOperation operation, Texts texts)
    {
        operation.Parameters =
        [
            new OpenApiParameter { Name = "message", In = ParameterLocation.Query, Description = texts["api.send.message"], Schema = StringSchema() },
            new OpenApiParameter
            {
                Name = "message_type",
                In = ParameterLocation.Query,
                Description = texts["api.send.type"],
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Default = JsonValue.Create("notification") },
            },
        ];
        OpenApiSchema body = new()
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["message"] = StringSchema(texts["api.send.example"], texts["api.send.message"]),
                ["message_type"] = StringSchema("notification", texts["api.send.type"]),
            },
        };
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = texts["api.send.body"],
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = body },
                ["application/x-www-form-urlencoded"] = new() { Schema = body },
                ["multipart/form-data"] = new() { Schema = body },
            },
        };
    }

    private static OpenApiSchema StringSchema(string? example = null, string? description = null) => new()
    {
        Type = JsonSchemaType.String,
        Description = description,
        Examples = example is null ? null : [JsonValue.Create(example)],
    };

    private static Texts TextsOf(IServiceProvider services) => TextCatalog.Choose(services.GetRequiredService<IHttpContextAccessor>().HttpContext!);
}
