
namespace ZmqNative.Patterns.Tests;

/// <summary>Checks that an application switches on, with any build of ZmqNative.</summary>
[TestFixture]
public sealed class SwitchTests
{
    [Test]
    public async Task A_socket_that_two_threads_use_at_once_is_refused() => Assert.That(
        await ProbeAsync("threads"), Does.Match(@"^Thread \d+ called into the PULL socket while thread \d+ was inside a call on it\."));

    [TestCase(true, "reported: True, with the method: True")]
    [TestCase(false, "reported: False, with the method: False")]
    public async Task A_frame_that_was_not_disposed_is_reported_if_the_switch_is_on(bool isOn, string expected) =>
        Assert.That(await ProbeAsync("leaks", isOn.ToString()), Is.EqualTo(expected));

    private static async Task<string> ProbeAsync(params string[] arguments)
    {
        ProcessResult result = (await ChildProcess.TryRunAsync(
            DotnetHost.Path,
            [Path.Combine(AppContext.BaseDirectory, "ZmqNative.Patterns.Tests.Probe.dll"), .. arguments]))!;
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result.Output.Trim();
    }
}
