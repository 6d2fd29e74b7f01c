namespace ZmqNative.Samples.Gateway;

/// <summary>The problems of requests, as problem details.</summary>
internal static class Problems
{
    public static IResult MissingMessage() => TypedResults.ValidationProblem(
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["message"] = ["The parameter message is required, in the query, in a form or in JSON."],
        },
        "There is no message to send.");

    public static IResult Unreadable(string reason) =>
        TypedResults.Problem($"The body cannot be read: {reason}", statusCode: StatusCodes.Status400BadRequest);

    public static IResult UnsupportedBody(string type) => TypedResults.Problem(
        $"A body of {type} is not understood; send application/json, application/x-www-form-urlencoded or multipart/form-data.",
        statusCode: StatusCodes.Status415UnsupportedMediaType);

    public static IResult TooLong() => TypedResults.Problem(
        "The message is longer than Gateway:MaxMessageBytes allows.", statusCode: StatusCodes.Status413PayloadTooLarge);

    public static IResult Stopping() => TypedResults.Problem(
        "The gateway is stopping; the message was not sent.", statusCode: StatusCodes.Status503ServiceUnavailable);

    public static IResult NoKey() => TypedResults.Problem(
        $"The key of the gateway is needed: in the header {ApiKey.Header}, as a bearer token, or as the password of any user.",
        statusCode: StatusCodes.Status401Unauthorized);

    public static IResult OtherSite() => TypedResults.Problem(
        "Pages of other sites may not change anything here.", statusCode: StatusCodes.Status403Forbidden);
}
