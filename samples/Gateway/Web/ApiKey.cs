using System.Security.Cryptography;
using System.Text;

namespace ZmqNative.Samples.Gateway;

/// <summary>Refuses requests without the key of <see cref="GatewayOptions.ApiKey"/>, if there is one.</summary>
internal static class ApiKey
{
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>Checks all requests but those to <c>/health</c>, which load balancers call.</summary>
    public static void UseApiKey(this IApplicationBuilder app, string key)
    {
        if (key.Length == 0)
        {
            return;
        }

        byte[] expected = Digest(key);
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || IsGiven(context.Request.Headers, expected))
            {
                return next(context);
            }

            // With it a browser asks for the key as a password, and sends it for the page and its events.
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"gateway\", charset=\"UTF-8\"";
            return Problems.NoKey().ExecuteAsync(context);
        });
    }

    private static bool IsGiven(IHeaderDictionary headers, byte[] expected)
    {
        string authorization = headers.Authorization.ToString();
        string? given = headers.TryGetValue(Header, out var values) ? values.ToString()
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..]
            : authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? PasswordOf(authorization[Basic.Length..])
            : null;

        // Digests have one length, so the time of the comparison depends neither on the key nor on its length.
        return given is not null && CryptographicOperations.FixedTimeEquals(Digest(given), expected);
    }

    private static string? PasswordOf(string credentials)
    {
        byte[] bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out int length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, string password]
            ? password
            : null;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
