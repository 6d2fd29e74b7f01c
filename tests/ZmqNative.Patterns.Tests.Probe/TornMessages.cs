namespace ZmqNative.Patterns.Tests.Probe;

/// <summary>
/// Receives, with every receiving method, messages of which the library returns the first frame only; see torn.c of the tests.
/// </summary>
internal static class TornMessages
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Action<string> say)
    {
        using Context context = new();
        Receive("ReceiveMessage", static socket => socket.ReceiveMessage());
        Receive("TryReceiveMessage", static socket => socket.TryReceiveMessage(out MultipartMessage message) ? message : default);
        Receive("TryReceiveMessage in time", static socket => socket.TryReceiveMessage(out MultipartMessage message, Generous) ? message : default);
        Receive("TryReceiveMessageInto", static socket =>
        {
            MultipartMessage message = ["old"];
            try
            {
                return socket.TryReceiveMessageInto(message) ? message : default;
            }
            catch
            {
                message.Dispose();
                throw;
            }
        });
        await ReceiveAsync(context, say);

        void Receive(string name, Func<Socket, MultipartMessage> receive)
        {
            using Socket push = context.CreateSocket(SocketType.Push);
            using Socket pull = context.CreateSocket(SocketType.Pull);
            push.Bind("inproc://" + name);
            pull.Connect("inproc://" + name);
            SendBoth(push);
            for (int i = 0; i < 2; i++)
            {
                try
                {
                    using MultipartMessage message = receive(pull);
                    say($"{name}: {message}");
                }
                catch (MessageTornException exception)
                {
                    say($"{name}: {exception.DiscardedFrames} discarded");
                }
            }
        }
    }

    private static async Task ReceiveAsync(Context context, Action<string> say)
    {
        using Socket push = context.CreateSocket(SocketType.Push);
        push.Bind("inproc://async");
        await using Reactor reactor = new();
        await using Puller puller = new("inproc://async", new PullerOptions { Context = context, Reactor = reactor });

        // One receive that already waits, and one that begins later.
        Task<ReceivedMessage> waiting = puller.ReceiveAsync().AsTask();
        SendBoth(push);
        Say(await waiting.WaitAsync(Generous));
        SendBoth(push);
        Say(await puller.ReceiveAsync().AsTask().WaitAsync(Generous));
        say($"Puller: {puller.Statistics.Torn} torn, {puller.Statistics.Received} received");

        void Say(ReceivedMessage work)
        {
            using (work)
            {
                say($"Puller: {work.Text}");
            }
        }
    }

    private static void SendBoth(Socket push)
    {
        push.Send(["torn", "rest", "end"]);
        push.Send(["whole", "end"]);
    }
}
