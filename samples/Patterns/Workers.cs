namespace ZmqNative.Samples.Patterns;

/// <summary>A Puller with a handler, four at once; dispose waits for running handlers.</summary>
internal static class Workers
{
    public static async Task RunAsync()
    {
        using SemaphoreSlim done = new(0);
        await using Pusher pusher = new("tcp://127.0.0.1:*");
        await using Puller workers = new(pusher.LastEndpoint, _ => done.Release(), new PullerOptions { MaxConcurrency = 4 });

        for (int i = 0; i < 100; i++)
            await pusher.PushAsync($"Task {i}");
        for (int i = 0; i < 100; i++)
            await done.WaitAsync();

        Console.WriteLine($"{workers.Statistics.Received} done");
    }
}
