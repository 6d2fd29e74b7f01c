namespace ZmqNative.Samples.Gateway;

/// <summary>The problem of a request without a message, as a validation problem that names the parameter.</summary>
internal sealed class MissingMessageProblem : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        Texts texts = TextCatalog.Choose(httpContext);
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal) { ["message"] = [texts["problem.message.required"]] };
        return TypedResults.ValidationProblem(errors, texts["problem.message.missing"]).ExecuteAsync(httpContext);
    }
}
