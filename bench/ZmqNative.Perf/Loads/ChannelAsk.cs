using System.Threading.Channels;

namespace ZmqNative.Perf;

/// <summary>The same as <see cref="BrokerAsk"/> with a bounded channel and a completion source per ask; without deadlines.</summary>
internal sealed class ChannelAsk : Load
{
    private const int Actors = 4;
    private const int Capacity = 1024;
    private static readonly object Message = new();

    public override async Task<double> LocalAsync(End end)
    {
        end.Bound(end.Endpoint);
        Channel<Question>[] actors =
        [
            .. Enumerable.Range(0, Actors).Select(static _ =>
                Channel.CreateBounded<Question>(new BoundedChannelOptions(Capacity) { SingleReader = true })),
        ];
        Task[] loops = [.. actors.Select(static actor => Task.Run(() => AnswerAsync(actor.Reader)))];
        Task[] lanes = new Task[end.Width];
        end.Meter.Start();
        for (int i = 0; i < lanes.Length; i++)
        {
            ChannelWriter<Question> actor = actors[i % Actors].Writer;
            lanes[i] = Task.Run(() => LaneAsync(actor, end.Count / end.Width));
        }

        await Task.WhenAll(lanes);
        end.Meter.Stop();
        foreach (Channel<Question> actor in actors)
        {
            actor.Writer.Complete();
        }

        await Task.WhenAll(loops);
        return end.Count / end.Meter.Seconds;
    }

    public override Task<double> RemoteAsync(End end) => Task.FromResult(double.NaN);

    private static async Task LaneAsync(ChannelWriter<Question> actor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Question question = new(Message, new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously));
            await actor.WriteAsync(question);
            _ = await question.Answer.Task;
        }
    }

    private static async Task AnswerAsync(ChannelReader<Question> mailbox)
    {
        await foreach (Question question in mailbox.ReadAllAsync())
        {
            question.Answer.SetResult(question.Message);
        }
    }

    private readonly record struct Question(object Message, TaskCompletionSource<object> Answer);
}
