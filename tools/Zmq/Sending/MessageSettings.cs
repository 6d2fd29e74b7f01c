using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZmqTool.Sending;

/// <summary>The options of what is sent: frames of the command line, or messages of the standard input.</summary>
internal sealed class MessageSettings
{
    private readonly Option<string[]> _frames = new("--message", "-m")
    {
        Description = "A frame; repeated for messages of several frames. Without it messages are read from the standard input. "
            + "Placeholders: {{count}}, {{time}}, {{unix}}, {{uuid}}, {{random}}",
        HelpName = "FRAME",
    };

    private readonly Option<string?> _topic = new("--topic", "-t") { Description = "A first frame in front of each message", HelpName = "TEXT" };
    private readonly Option<long?> _count = new("-n", "--count")
    {
        Description = "The number of messages; 0 for no end. Default: one with -m, else all of the input",
        HelpName = "COUNT",
    };

    private readonly Option<TimeSpan?> _every = Durations.Option("--every", "The time from one message to the next");
    private readonly Option<string> _input = new("--input")
    {
        Description = "The standard input: lines (a message each), json (lines as --json writes them) or whole (one message)",
        HelpName = "FORMAT",
        DefaultValueFactory = static _ => "lines",
    };

    private readonly Option<bool> _literal = new("--literal") { Description = "Sends braces of -m as they are: no placeholders" };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="hasTopic">Whether messages of the verb have topics.</param>
    public MessageSettings(Command command, bool hasTopic = false)
    {
        command.Options.Add(_frames);
        if (hasTopic)
        {
            command.Options.Add(_topic);
        }

        command.Options.Add(_count);
        command.Options.Add(_every);
        command.Options.Add(_input.AcceptOnlyFromAmong("lines", "json", "whole"));
        command.Options.Add(_literal);
    }

    /// <summary>Whether the messages are on the command line.</summary>
    public bool AreGiven(Invocation run) => run.Get(_frames) is { Length: > 0 };

    /// <summary>The value of <c>-n</c>.</summary>
    public long? Count(Invocation run) => run.Get(_count);

    /// <summary>The frames of <c>-m</c>.</summary>
    public IReadOnlyList<FrameTemplate> Templates(Invocation run) =>
        [.. (run.Get(_frames) ?? []).Select(text => new FrameTemplate(text, run.Get(_literal)))];

    /// <summary>Enumerates the messages, each at its time.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(
        Invocation run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ReadOnlyMemory<byte>[] topic = run.Get(_topic) is { } text ? [Encoding.UTF8.GetBytes(text)] : [];
        TimeSpan every = run.Get(_every) ?? TimeSpan.Zero;
        long count = Count(run) switch
        {
            null => AreGiven(run) ? 1 : long.MaxValue,
            0 => long.MaxValue,
            < 0 => throw ToolException.Usage("-n is a number of messages, or 0 for no end."),
            { } given => given,
        };
        long begin = run.Console.Time.GetTimestamp();
        long number = 0;
        await foreach (IReadOnlyList<ReadOnlyMemory<byte>> frames in ReadFramesAsync(run, count, cancellation))
        {
            if (number > 0 && every > TimeSpan.Zero)
            {
                // By the clock, so that pauses do not add up to a slower rate.
                TimeSpan left = (number * every) - run.Console.Time.GetElapsedTime(begin);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, run.Console.Time, cancellation);
                }
            }

            yield return [.. topic, .. frames];
            if (++number >= count)
            {
                yield break;
            }
        }
    }

    private IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> ReadFramesAsync(Invocation run, long count, CancellationToken cancellation) =>
        AreGiven(run) ? RepeatAsync(run, Templates(run), count) : InputReader.ReadAsync(run.Console, run.Get(_input)!, cancellation);

    private static async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> RepeatAsync(
        Invocation run, IReadOnlyList<FrameTemplate> templates, long count)
    {
        await Task.CompletedTask;
        for (long number = 1; number <= count; number++)
        {
            yield return [.. templates.Select(template => template.Fill(number, run.Console.Time))];
        }
    }
}
