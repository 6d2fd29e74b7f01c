using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace ZmqNative.Samples.Gateway;

/// <summary>The texts of the page, of the answers and of the description, in each language.</summary>
internal sealed class TextCatalog
{
    private readonly Texts[] _all;
    private readonly Texts _default;

    /// <param name="options">Its language is that of requests that name none that there is.</param>
    public TextCatalog(GatewayOptions options)
    {
        _all = [.. GatewayOptions.Languages.Select(Read)];
        _default = Array.Find(_all, texts => texts.Language == options.Language)!;
    }

    /// <summary>The texts of all languages.</summary>
    public IReadOnlyList<Texts> All => _all;

    /// <summary>Returns the texts in the language that a request accepts best (RFC 9110, Accept-Language), else in the configured one.</summary>
    public Texts For(HttpRequest request)
    {
        IList<StringWithQualityHeaderValue> accepted = request.GetTypedHeaders().AcceptLanguage;
        foreach (StringWithQualityHeaderValue range in accepted.Where(static range => range.Quality != 0).OrderByDescending(static range => range.Quality ?? 1))
        {
            // zh-CN, zh-Hant and so on are served in zh.
            string language = range.Value.ToString().Split('-')[0];
            if (Array.Find(_all, texts => string.Equals(texts.Language, language, StringComparison.OrdinalIgnoreCase)) is { } texts)
            {
                return texts;
            }
        }

        return _default;
    }

    /// <summary>Returns the texts for a request, and adds the headers that say so to its answer.</summary>
    public static Texts Choose(HttpContext context)
    {
        Texts texts = context.RequestServices.GetRequiredService<TextCatalog>().For(context.Request);
        context.Response.Headers.ContentLanguage = texts.Language;
        context.Response.Headers.Vary = HeaderNames.AcceptLanguage;
        return texts;
    }

    private static Texts Read(string language)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "pages", $"texts.{language}.json");
        return new Texts(language, JsonSerializer.Deserialize(File.ReadAllBytes(file), GatewayJson.Plain.DictionaryStringString)!);
    }
}
