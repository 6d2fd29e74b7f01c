namespace ZmqNative.Samples.Gateway;

/// <summary>Sends the headers that limit what pages may do, and refuses changes requested by pages of other sites.</summary>
internal static class SecurityHeaders
{
    private const string Common = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'; ";

    // Swagger UI sets style attributes; it runs no inline script.
    private const string Pages = Common + "style-src 'self'";
    private const string Docs = Common + "style-src 'self' 'unsafe-inline'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal) ? Docs : Pages;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return IsChangeFromOtherSite(context.Request) ? Problems.OtherSite().ExecuteAsync(context) : next(context);
    });

    // Only browsers send the header, so scripts and the guide's clients are not affected.
    private static bool IsChangeFromOtherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site"
        && (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            || request.Path.StartsWithSegments("/clear-messages", StringComparison.OrdinalIgnoreCase));
}
