namespace ZmqNative.Patterns;

/// <summary>
/// A list of endpoints in one text: separated by commas, each with <c>@</c> to bind, <c>&gt;</c> to connect, or the default.
/// </summary>
internal static class EndpointList
{
    /// <summary>Binds or connects each endpoint.</summary>
    /// <exception cref="ArgumentException">The text is null or has no endpoint, or an endpoint is wrong.</exception>
    public static void Attach(AsyncSocket socket, string endpoints, bool bindByDefault)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoints);
        foreach (string part in endpoints.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (part)
            {
                case ['@', .. string endpoint]:
                    socket.Bind(endpoint);
                    break;
                case ['>', .. string endpoint]:
                    socket.Connect(endpoint);
                    break;
                default:
                    if (bindByDefault)
                    {
                        socket.Bind(part);
                    }
                    else
                    {
                        socket.Connect(part);
                    }

                    break;
            }
        }
    }
}
