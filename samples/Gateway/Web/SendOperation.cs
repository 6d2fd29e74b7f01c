using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ZmqNative.Samples.Gateway;

/// <summary>Describes the parameters of <c>/send-message</c>, which come in three forms and are read by hand.</summary>
internal static class SendOperation
{
    private const string Text = "The text to send. Required, here or in the body.";
    private const string Kind = "Its kind.";

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath != "send-message")
        {
            return Task.CompletedTask;
        }

        operation.Parameters =
        [
            new OpenApiParameter { Name = "message", In = ParameterLocation.Query, Description = Text, Schema = StringSchema() },
            new OpenApiParameter
            {
                Name = "message_type",
                In = ParameterLocation.Query,
                Description = Kind,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Default = JsonValue.Create("notification") },
            },
        ];
        OpenApiSchema body = new()
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["message"] = StringSchema("测试消息", Text),
                ["message_type"] = StringSchema("notification", Kind),
            },
        };
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The same parameters, for requests that do not have them in the query. The query takes precedence.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = body },
                ["application/x-www-form-urlencoded"] = new() { Schema = body },
                ["multipart/form-data"] = new() { Schema = body },
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema StringSchema(string? example = null, string? description = null) => new()
    {
        Type = JsonSchemaType.String,
        Description = description,
        Examples = example is null ? null : [JsonValue.Create(example)],
    };
}
