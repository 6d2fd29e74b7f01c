using System.Diagnostics;

namespace Tour.Tests;

/// <summary>The tour as a script runs it: exit codes, and an end within the documented time.</summary>
[NonParallelizable]
public sealed class ProgramTests
{
    private static readonly TimeSpan QuickPromise = TimeSpan.FromSeconds(10);

    [Test]
    public async Task Quick_tour_matches_everything_within_ten_seconds()
    {
        using TourProgram tour = new("--quick");

        Assert.That(await tour.ExitCodeAsync(QuickPromise), Is.Zero, tour.Output);
        Assert.That(tour.Output, Does.Contain("Every count and every hash matched."));
        string[] raw = ["PUSH/PULL", "PUB/SUB", "REQ/REP", "DEALER/ROUTER", "PAIR "];
        string[] awaitable = ["Pusher", "Publisher", "RequestClient", "PairClient", "Broker"];
        foreach (string pattern in raw.Concat(awaitable))
        {
            Assert.That(tour.Output, Does.Contain($"│ {pattern}"));
        }

        Assert.That(tour.Output, Does.Match(@"inproc +ok .*10,000 actors, [\d,]+ messages"));
    }

    [Test]
    public async Task Crash_of_the_second_process_ends_the_tour_with_an_error()
    {
        using TourProgram tour = new("--quick");
        using Process far = Process.GetProcessById(await tour.FarProcessId);
        await tour.FirstStep;
        far.Kill();

        Assert.That(await tour.ExitCodeAsync(QuickPromise), Is.EqualTo(1), tour.Output);
        Assert.That(tour.Output, Does.Contain($"The second process (pid {far.Id}) ended before its time"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows cannot stop a process as a signal does.")]
    public async Task Second_process_that_hangs_ends_the_tour_with_an_error_in_bounded_time()
    {
        using TourProgram tour = new("--quick");
        int far = await tour.FarProcessId;
        await tour.FirstStep;
        using Process stop = Process.Start("kill", ["-STOP", $"{far}"]);

        Assert.That(await tour.ExitCodeAsync(QuickPromise), Is.EqualTo(1), tour.Output);
        Assert.That(tour.Output, Does.Contain("did not reply"));
        Assert.That(() => Process.GetProcessById(far), Throws.ArgumentException, "the second process is still there");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no SIGTERM.")]
    public async Task Termination_signal_ends_both_processes()
    {
        using TourProgram tour = new();
        int far = await tour.FarProcessId;
        await tour.FirstStep;
        using Process interrupt = Process.Start("kill", ["-TERM", $"{tour.Id}"]);

        Assert.That(await tour.ExitCodeAsync(QuickPromise), Is.EqualTo(143), tour.Output);
        Assert.That(tour.Output, Does.Contain("Cancelled."));
        Assert.That(() => Process.GetProcessById(far), Throws.ArgumentException, "the second process is still there");
    }

    [Test]
    public async Task Help_names_every_option()
    {
        using TourProgram tour = new("--help");

        Assert.That(await tour.ExitCodeAsync(QuickPromise), Is.Zero);
        Assert.That(tour.Output, Does.Contain("--quick").And.Contain("--plain"));
    }

    [Test]
    public async Task Unknown_option_is_refused()
    {
        using TourProgram tour = new("--quik");

        Assert.That(await tour.ExitCodeAsync(QuickPromise), Is.EqualTo(2));
        Assert.That(tour.Output, Does.Contain("does not know --quik"));
    }
}
