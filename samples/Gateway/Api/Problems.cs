namespace ZmqNative.Samples.Gateway;

/// <summary>The problems of requests, as problem details in the language of the request.</summary>
internal static class Problems
{
    public static IResult MissingMessage() => new MissingMessageProblem();

    public static IResult Unreadable(string reason) => new TextProblem(StatusCodes.Status400BadRequest, "problem.body.unreadable", reason);

    public static IResult NoMessageObject(long? line, long? position) => line is null
        ? new TextProblem(StatusCodes.Status400BadRequest, "problem.body.no-object")
        : new TextProblem(StatusCodes.Status400BadRequest, "problem.body.no-object-at", line + 1, (position ?? 0) + 1);

    public static IResult UnsupportedBody(string type) => new TextProblem(StatusCodes.Status415UnsupportedMediaType, "problem.body.unsupported", type);

    /// <param name="length">The length of the message, as JSON.</param>
    /// <param name="options">The options with the limit.</param>
    public static IResult MessageTooLong(int length, GatewayOptions options) =>
        new TextProblem(StatusCodes.Status413PayloadTooLarge, "problem.message.too-long", length, options.MaxMessageBytes);

    public static IResult BodyTooLong(GatewayOptions options) => new TextProblem(
        StatusCodes.Status413PayloadTooLarge, "problem.body.too-long", options.MaxBodyBytes, options.MaxMessageBytes);

    public static IResult Stopping() => new TextProblem(StatusCodes.Status503ServiceUnavailable, "problem.stopping");

    public static IResult TooManyLists(GatewayOptions options) => new TextProblem(
        StatusCodes.Status503ServiceUnavailable, "problem.lists", options.MaxLists, options.MaxListBytes);

    public static IResult TooManyViewers(GatewayOptions options) =>
        new TextProblem(StatusCodes.Status503ServiceUnavailable, "problem.viewers", options.MaxViewers);

    public static IResult NoKey() => new TextProblem(StatusCodes.Status401Unauthorized, "problem.key", ApiKey.Header);

    public static IResult OtherSite() => new TextProblem(StatusCodes.Status403Forbidden, "problem.other-site");
}
