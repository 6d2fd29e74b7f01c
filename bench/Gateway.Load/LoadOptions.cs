namespace ZmqNative.Gateway.Load;

/// <summary>What to send. The count bounds the run, not a time.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Connections">Over how many connections, each with one request at a time.</param>
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
