using Microsoft.AspNetCore.Http.HttpResults;

namespace ZmqNative.Samples.Gateway;

/// <summary><c>GET /texts</c>: all texts in the language of the request, for the scripts of <c>/docs</c>.</summary>
/// <param name="Language">The language.</param>
/// <param name="Values">The texts by key.</param>
internal sealed record TextAnswer(string Language, IReadOnlyDictionary<string, string> Values)
{
    public static Ok<TextAnswer> Handle(HttpContext context)
    {
        Texts texts = TextCatalog.Choose(context);
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Ok(new TextAnswer(texts.Language, texts.Values));
    }
}
