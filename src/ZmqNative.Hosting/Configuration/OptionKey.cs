namespace ZmqNative.Hosting;

/// <summary>One key of a socket's section, and the function that makes an option of its text.</summary>
/// <typeparam name="TOptions">The type of the options.</typeparam>
/// <param name="Name">The key, such as <c>SendHighWatermark</c>.</param>
/// <param name="Allowed">The description of the allowed values, for messages.</param>
/// <param name="Apply">Returns the changed options; null if the text is not allowed.</param>
internal sealed record OptionKey<TOptions>(string Name, string Allowed, Func<TOptions, string, TOptions?> Apply)
    where TOptions : class;
