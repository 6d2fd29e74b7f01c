using ZmqNative.Patterns;

namespace ZmqWorker;

/// <summary>Has three jobs, and waits until a worker has done each of them.</summary>
internal static class Try
{
    public static async Task PushJobsAsync(string endpoint)
    {
        await using Pusher jobs = new(endpoint, new PusherOptions { Delivery = Delivery.Acknowledged });
        Console.WriteLine($"Jobs at {jobs.LastEndpoint}, until a worker has done them.");
        for (int id = 1; id <= 3; id++)
        {
            await jobs.PushJsonAsync(new Job(id, $"resize {id}.png"), JobJson.Default.Job);
            Console.WriteLine($"Job {id} is acknowledged.");
        }
    }
}
