using System.Diagnostics;

namespace ZmqNative.Samples.ClusterOrders;

/// <summary>Starts the server, the brokers and the client, and kills one broker while the client asks.</summary>
internal static class Demo
{
    private static readonly string[] Names = ["north", "east", "south"];

    public static async Task<int> RunAsync(string server, string python)
    {
        using NatsServer nats = new(server);
        FencedStore store = new();
        await using ReplyServer stores = new("tcp://127.0.0.1:*", request => store.Answer(request.Text));
        BrokerHandle[] brokers = [.. Names.Select(name => new BrokerHandle(name, nats.Url, stores.LastEndpoint))];
        try
        {
            foreach (BrokerHandle broker in brokers)
            {
                await broker.WaitUntilJoinedAsync();
            }

            using Process client = Programs.Start(
                python, [Path.Combine(AppContext.BaseDirectory, "cluster_client.py"), .. brokers.Select(static broker => broker.Endpoint)]);
            Task<string> errors = client.StandardError.ReadToEndAsync();
            if (await PrintAsync(client))
            {
                foreach (BrokerHandle broker in brokers)
                {
                    Console.WriteLine($"{broker.Name}: {await broker.CountAsync()}");
                }

                // The last one: the client asks the others meanwhile, and does not know who has which order.
                brokers[^1].Kill();
                Console.WriteLine($"{brokers[^1].Name} is killed");
                await client.StandardInput.WriteLineAsync("killed");
                await client.StandardInput.FlushAsync();
                if (await PrintAsync(client))
                {
                    foreach (BrokerHandle broker in brokers[..^1])
                    {
                        Console.WriteLine($"{broker.Name}: {await broker.CountAsync()}");
                    }
                }
            }

            await client.WaitForExitAsync();
            await Console.Error.WriteAsync(await errors);
            return client.ExitCode;
        }
        finally
        {
            foreach (BrokerHandle broker in brokers)
            {
                broker.Dispose();
            }
        }
    }

    // False if the client has failed: it says why at its end.
    private static async Task<bool> PrintAsync(Process client)
    {
        string? line = await client.StandardOutput.ReadLineAsync();
        Console.WriteLine(line);
        return line is not null;
    }
}
