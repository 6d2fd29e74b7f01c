namespace ZmqNative.Samples.Gateway;

/// <summary>Puts the titles of all problems, the framework's own too, into the language of the request.</summary>
internal static class ProblemTitles
{
    public static void Customize(ProblemDetailsContext context)
    {
        Texts texts = TextCatalog.Choose(context.HttpContext);
        if (texts.Values.TryGetValue($"problem.title.{context.ProblemDetails.Status}", out string? title))
        {
            context.ProblemDetails.Title = title;
        }
    }
}
