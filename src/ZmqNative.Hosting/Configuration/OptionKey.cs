namespace ZmqNative.Hosting;

/// <summary>One key of a socket's section, and how its text becomes an option.</summary>
/// <typeparam name="TOptions">What it is an option of.</typeparam>
/// <param name="Name">Such as <c>SendHighWatermark</c>.</param>
/// <param name="Allowed">What is allowed, for messages.</param>
/// <param name="Apply">Gives the changed options; null when the text is not allowed.</param>
internal sealed record OptionKey<TOptions>(string Name, string Allowed, Func<TOptions, string, TOptions?> Apply)
    where TOptions : class;
