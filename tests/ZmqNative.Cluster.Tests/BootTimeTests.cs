using System.Globalization;

namespace ZmqNative.Cluster.Tests;

/// <summary>The clock of leases.</summary>
public sealed class BootTimeTests
{
    // The file has hundredths of a second; a sandbox may begin to count a little later than its clock.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    [Test]
    [Platform("Linux", Reason = "/proc/uptime has the time since the start of the machine, with the time for which it has slept")]
    public void The_clock_of_leases_counts_from_the_start_of_the_machine_and_goes_on_while_it_sleeps()
    {
        TimeProvider clock = BootTime.Instance;
        if (!Environment.Is64BitProcess)
        {
            Assert.That(clock, Is.SameAs(TimeProvider.System), "the layout of the time differs");
            return;
        }

        Assert.That(clock, Is.InstanceOf<BootTime>(), "not the system's, which stands still while the machine sleeps");
        TimeSpan before = clock.GetElapsedTime(0, clock.GetTimestamp());
        string text = File.ReadAllText("/proc/uptime");
        TimeSpan after = clock.GetElapsedTime(0, clock.GetTimestamp());

        double seconds = double.Parse(text[..text.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        TimeSpan sinceStart = TimeSpan.FromSeconds(seconds);
        Assert.That(sinceStart, Is.GreaterThanOrEqualTo(before - Tolerance).And.LessThanOrEqualTo(after + Tolerance));
    }
}
