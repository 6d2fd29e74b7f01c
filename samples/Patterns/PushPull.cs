namespace ZmqNative.Samples.Patterns;

/// <summary>Pusher and Puller: each message goes to one puller, and pushing waits while all queues are full.</summary>
internal static class PushPull
{
    public static async Task RunAsync()
    {
        await using Pusher pusher = new("@tcp://127.0.0.1:*");
        await using Puller puller = new($">{pusher.LastEndpoint}");

        await pusher.PushAsync("Task 1");
        await pusher.PushAsync("Task 2");

        for (int i = 0; i < 2; i++)
        {
            using ReceivedMessage work = await puller.ReceiveAsync();
            Console.WriteLine(work.Text);
        }
    }
}
