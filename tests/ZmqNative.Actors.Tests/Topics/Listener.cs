using System.Text;
using System.Threading.Channels;

namespace ZmqNative.Actors.Tests;

/// <summary>An actor that is subscribed to prefixes, and records its messages.</summary>
internal sealed class Listener
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();

    public Listener(Broker broker, string address, params string[] prefixes)
    {
        Actor = broker.Spawn(address, (message, context) =>
        {
            if (message is not TopicMessage topic)
            {
                throw new InvalidOperationException("It was told to fail.");
            }

            string mark = topic.IsFromOutside ? "<" : string.Empty;
            Assert.That(_received.Writer.TryWrite($"{mark}{topic.Topic}={Text(topic.Message)}"), Is.True);
            return default;
        });
        foreach (string prefix in prefixes)
        {
            Assert.That(broker.Topics.Subscribe(prefix, Actor), Is.True);
        }
    }

    public ActorRef Actor { get; }

    /// <summary>Whether there are recorded messages that were not taken yet.</summary>
    public bool HasMore => _received.Reader.Count > 0;

    public async Task<string[]> TakeAsync(int count, CancellationToken limit)
    {
        string[] taken = new string[count];
        for (int i = 0; i < count; i++)
        {
            taken[i] = await _received.Reader.ReadAsync(limit);
        }

        return taken;
    }

    private static string Text(object message)
    {
        switch (message)
        {
            case Frame frame:
                using (frame)
                {
                    return frame.ToString();
                }

            case MultipartMessage frames:
                using (frames)
                {
                    List<string> texts = [];
                    foreach (Frame frame in frames)
                    {
                        texts.Add(frame.ToString());
                    }

                    return string.Join('|', texts);
                }

            case byte[] bytes:
                return Encoding.UTF8.GetString(bytes);
            default:
                return $"{message}";
        }
    }
}
