namespace ZmqNative.Samples.Gateway;

/// <summary>A problem whose text is in the language of the request.</summary>
/// <param name="status">The status of the answer.</param>
/// <param name="key">The key of the text.</param>
/// <param name="arguments">The values in the text.</param>
internal sealed class TextProblem(int status, string key, params object[] arguments) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        TypedResults.Problem(TextCatalog.Choose(httpContext).Format(key, arguments), statusCode: status).ExecuteAsync(httpContext);
}
