using System.Globalization;

namespace ZmqNative.Perf;

/// <summary>The worker process: runs a load for each command, and prints the result.</summary>
/// <remarks>
/// A line <c>run COUNT ENDPOINT</c> on standard input starts a round. On standard output <c>bound ENDPOINT</c> is the endpoint that
/// the other end may connect to, and <c>result VALUE ALLOCATED USER SYSTEM SWITCHES PERCENTILES...</c> ends the round. An
/// end that connects and is alone in its process waits for a line <c>release</c> before it closes its socket.
/// </remarks>
internal static class WorkerHost
{
    /// <summary>The argument that pins each end to a core.</summary>
    public const string Pinned = "pinned";

    /// <summary>The argument that leaves the ends to the scheduler.</summary>
    public const string Free = "free";

    public static async Task<int> RunAsync(string[] args)
    {
        Role role = Enum.Parse<Role>(args[0]);
        Load load = Load.Create(args[1]);
        int size = int.Parse(args[2], CultureInfo.InvariantCulture);
        int width = int.Parse(args[3], CultureInfo.InvariantCulture);
        bool pinned = args[4] == Pinned;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            int count = int.Parse(words[1], CultureInfo.InvariantCulture);

            // Garbage of earlier rounds must not be collected within this one.
            Collect();
            await using Place place = new();
            Sample sample = role == Role.Whole
                ? await RunBothAsync(load, place, pinned, size, count, width, words[2])
                : await RunOneAsync(load, role, new End(place, size, count, width, words[2]));
            Console.WriteLine(Format(sample));
        }

        return 0;
    }

    private static async Task<Sample> RunBothAsync(
        Load load, Place place, bool pinned, int size, int count, int width, string endpoint)
    {
        End local = new(place, size, count, width, endpoint) { Core = pinned ? 0 : null };
        TaskCompletionSource<double> otherEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        local.Other = otherEnded.Task;
        Task<double> localTask = Task.Run(() => load.LocalAsync(local));
        End remote = new(place, size, count, width, await EitherAsync(local.WhenBound, localTask))
        {
            Core = pinned ? 1 : null,
            MayClose = localTask,
        };
        Task<double> remoteTask = Task.Run(() => load.RemoteAsync(remote));
        _ = remoteTask.ContinueWith(_ => otherEnded.TrySetResult(0), TaskScheduler.Default);

        // The end that fails first has the reason; the other one would wait for ever.
        await await Task.WhenAny(localTask, remoteTask);
        double localValue = await localTask;
        double remoteValue = await remoteTask;

        // The counts are those of the whole process, so one of the two ends is enough.
        return double.IsNaN(localValue)
            ? new Sample(remoteValue, remote.Meter.Usage, remote.Percentiles)
            : new Sample(localValue, local.Meter.Usage, local.Percentiles);
    }

    private static async Task<Sample> RunOneAsync(Load load, Role role, End end)
    {
        Task? released = null;
        if (role == Role.Remote)
        {
            // Not awaited before the load runs: the line arrives when the other end has received everything.
            end.MayClose = released = Task.Run(static () => Console.In.ReadLineAsync());
        }

        Task<double> task = Task.Run(() => role == Role.Local ? load.LocalAsync(end) : load.RemoteAsync(end));
        if (role == Role.Local)
        {
            Console.WriteLine($"bound {await EitherAsync(end.WhenBound, task)}");
        }

        if (released is not null)
        {
            await task;
            await released;
        }

        return new Sample(await task, end.Meter.Usage, end.Percentiles);
    }

    private static async Task<string> EitherAsync(Task<string> bound, Task<double> ended)
    {
        await await Task.WhenAny(bound, ended);
        return await bound;
    }

    private static string Format(Sample sample)
    {
        double[] numbers =
        [
            sample.Value, sample.Usage.AllocatedBytes, sample.Usage.UserSeconds, sample.Usage.SystemSeconds,
            sample.Usage.ContextSwitches, .. sample.Percentiles,
        ];
        return "result " + string.Join(' ', numbers.Select(static n => n.ToString("R", CultureInfo.InvariantCulture)));
    }

#pragma warning disable RS0030 // The measurement is the reason: see the caller.
    private static void Collect() => GC.Collect();
#pragma warning restore RS0030
}
