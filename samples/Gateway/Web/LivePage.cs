using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZmqNative.Samples.Gateway;

/// <summary><c>GET /</c>: the live page in the language of the request, from one template.</summary>
/// <remarks>The template has <c>{{key}}</c> in the place of texts, and <c>{{texts}}</c> where the page's scripts read theirs.</remarks>
internal sealed partial class LivePage
{
    private const string AllTexts = "texts";

    private readonly FrozenDictionary<string, byte[]> _pages;

    public LivePage(TextCatalog catalog)
    {
        string template = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "pages", "index.html"));
        _pages = catalog.All.ToFrozenDictionary(static texts => texts.Language, texts => Render(template, texts), StringComparer.Ordinal);
    }

    public Task HandleAsync(HttpContext context)
    {
        byte[] page = _pages[TextCatalog.Choose(context).Language];
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        return context.Response.Body.WriteAsync(page, context.RequestAborted).AsTask();
    }

    private static byte[] Render(string template, Texts texts) =>
        Encoding.UTF8.GetBytes(Placeholder().Replace(template, match => TextOf(match.Groups["key"].Value, texts)));

    private static string TextOf(string key, Texts texts) => key switch
    {
        // Without <, so that no text can end the element that it is in.
        AllTexts => JsonSerializer.Serialize(texts.Values, GatewayJson.Plain.IReadOnlyDictionaryStringString).Replace("<", @"\u003C", StringComparison.Ordinal),
        "language" => texts.Language,
        _ => HtmlEncoder.Default.Encode(texts[key]),
    };

    [GeneratedRegex(@"\{\{(?<key>[a-z0-9.-]+)\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
