namespace ZmqNative.Gateway.Load;

/// <summary>The requests to send. The run is bounded by their number, not by a time.</summary>
/// <param name="Requests">The number of requests.</param>
/// <param name="Connections">The number of connections, each with one request at a time.</param>
internal sealed record LoadOptions(int Requests, int Connections)
{
    public const string Help = "Gateway.Load [--requests=20000] [--connections=16] [--long: ten times as many requests]";

    /// <returns>Null when an argument is not known.</returns>
    public static LoadOptions? Parse(string[] args)
    {
        LoadOptions options = new(20_000, 16);
        bool isLong = false;
        foreach (string argument in args)
        {
            switch (argument.Split('='))
            {
                case ["--long"]:
                    isLong = true;
                    break;
                case ["--requests", string value] when int.TryParse(value, out int requests) && requests > 0:
                    options = options with { Requests = requests };
                    break;
                case ["--connections", string value] when int.TryParse(value, out int connections) && connections > 0:
                    options = options with { Connections = connections };
                    break;
                default:
                    return null;
            }
        }

        return isLong ? options with { Requests = options.Requests * 10 } : options;
    }
}
