using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The state of the gateway as the page shows it, and what is current and what is not.</summary>
public sealed partial class StatusTests : BrowserTest
{
    private const string Good = "good";
    private const string Warn = "wait";
    private const string Bad = "bad";
    private const string Grey = "soft";

    [Test]
    public async Task The_state_and_its_colour_agree_with_health()
    {
        await using RunningGateway gateway = await StartAsync("SubscribeEndpoint=tcp://127.0.0.1:1");
        IPage page = await OpenAsync(gateway);
        await Expect(page.Locator("#state")).ToHaveTextAsync("Degraded: not connected to tcp://127.0.0.1:1");
        await AssertColor(page, "#state", Warn);
        Assert.That(await HealthOf(gateway), Is.EqualTo("Degraded"));
        Assert.That(await page.TitleAsync(), Is.EqualTo("Degraded – ZmqNative gateway"));
        await AssertColor(page, "[data-connection='tcp://127.0.0.1:1'] .what", Warn);

        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using RunningGateway connected = await StartAsync($"SubscribeEndpoint={publisher.LastEndpoint}");
        await publisher.WaitForSubscriberAsync(1, Limit);
        page = await OpenAsync(connected);
        await ExpectHealthyAsync(page);
        await AssertColor(page, "#state", Good);
        Assert.That(await HealthOf(connected), Is.EqualTo("Healthy"));
        Assert.That(await page.TitleAsync(), Is.EqualTo("ZmqNative gateway"));
        await publisher.DisposeAsync();
        await Expect(page.Locator("#state")).ToContainTextAsync("Degraded");
        Assert.That(await HealthOf(connected), Is.EqualTo("Degraded"));
        AssertNoComplaints();
    }

    [Test]
    public async Task Without_the_server_values_are_grey_with_their_time_and_charts_do_not_end_now()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        await Expect(page.Locator("#rate .end")).ToHaveTextAsync("now");
        gateway.Counters.CountMalformed();
        await Expect(page.Locator("#loss-malformed dd")).ToHaveAttributeAsync("data-recent", "true");
        int port = gateway.Address.Port;
        await gateway.DisposeAsync();

        await Expect(page.Locator("#state")).ToHaveTextAsync(NoAnswer());
        await AssertColor(page, "#state", Warn);
        foreach (ILocator since in await page.Locator("[data-since]").AllAsync())
        {
            await Expect(since).ToHaveTextAsync(NotCurrent());
        }

        foreach (string id in new[] { "#received-rate", "#sent-rate", "#p50", "#buffered", "#loss-malformed dd", "#connections .what" })
        {
            await AssertColor(page, id, Grey);
        }

        await Expect(page.Locator("#rate .end")).ToHaveTextAsync(TimeOfDay());
        await Expect(page.Locator("#latency .end")).ToHaveTextAsync(TimeOfDay());
        await PictureAsync(page, "live-no-server");

        await using RunningGateway again = await RunningGateway.StartAtAsync(port, Limit);
        await ExpectHealthyAsync(page);
        await Expect(page.Locator("[data-since]").First).ToHaveTextAsync("");
        await Expect(page.Locator("#rate .end")).ToHaveTextAsync("now");
        await Expect(page.Locator("body")).ToHaveAttributeAsync("data-stale", "false");
        AssertNoComplaints("ERR_");
    }

    [Test]
    public async Task A_server_that_stands_still_is_noticed_although_its_connection_is_open()
    {
        await using PeerProcess gateway = PeerProcess.StartSample(
            "Gateway", "--urls=http://127.0.0.1:0", "--Gateway:PublishEndpoint=tcp://127.0.0.1:*", "--Gateway:SubscribeEndpoint=");
        Uri address = await ProgramTests.AddressOf(gateway, Limit);
        IPage page = await OpenAsync(address);
        await ExpectHealthyAsync(page);
        await SignalAsync(gateway, "STOP");
        await Expect(page.Locator("#state")).ToHaveTextAsync(NoAnswer());
        await SignalAsync(gateway, "CONT");
        await ExpectHealthyAsync(page);
        AssertNoComplaints("ERR_");
    }

    [Test]
    public async Task The_latency_of_the_last_message_is_grey_with_its_time_when_no_other_came()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        await Expect(page.Locator("#p50")).ToHaveTextAsync("–");
        gateway.Counters.CountLatency(12.3);
        await Expect(page.Locator("#latency-since")).ToHaveTextAsync(NoMessage());
        await Expect(page.Locator("#p50")).ToHaveTextAsync("12.3");
        await Expect(page.Locator("#p99")).ToHaveTextAsync("12.3");
        await AssertColor(page, "#p50", Grey);
        AssertNoComplaints();
    }

    [Test]
    public async Task A_full_buffer_is_normal_and_not_red()
    {
        await using RunningGateway gateway = await StartAsync("BufferSize=2");
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        for (int i = 0; i < 5; i++)
        {
            gateway.Receive($"{i}");
        }

        await Expect(page.Locator("#loss-buffer .value")).ToHaveTextAsync("3");
        await Expect(page.Locator("#buffered")).ToHaveTextAsync("2");
        Assert.That(await RedTextsOf(page), Is.Empty);
        AssertNoComplaints();
    }

    [Test]
    public async Task A_loss_is_red_for_a_minute()
    {
        FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using RunningGateway gateway = await RunningGateway.StartAsync(time, Limit);
        IPage page = await OpenAsync(gateway);
        ILocator loss = page.Locator("#loss-malformed dd");
        ILocator value = loss.Locator(".value");
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(250), async () => await value.TextContentAsync() == "0");
        gateway.Counters.CountMalformed();
        gateway.Counters.CountMalformed();
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(250), async () => await value.TextContentAsync() == "2");
        await Expect(loss).ToContainTextAsync("2 in the last minute");
        await AssertColor(page, "#loss-malformed dd", Bad);
        Assert.That(await RedTextsOf(page), Has.Length.EqualTo(2));

        await AdvanceUntilAsync(time, TimeSpan.FromSeconds(1), async () => await loss.GetAttributeAsync("data-recent") == "false");
        await Expect(value).ToHaveTextAsync("2");
        Assert.That(await RedTextsOf(page), Is.Empty);
        AssertNoComplaints();
    }

    private async Task AdvanceUntilAsync(FakeTimeProvider time, TimeSpan step, Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, "the page shows it");
            time.Advance(step);
            await Task.Delay(100, Limit);
        }
    }

    private async Task<string?> HealthOf(RunningGateway gateway) =>
        (await gateway.Client.GetFromJsonAsync<JsonElement>("/health", Limit)).GetProperty("status").GetString();

    private async Task SignalAsync(PeerProcess peer, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{peer.Id}"]);
        await kill.WaitForExitAsync(Limit);
        Assert.That(kill.ExitCode, Is.Zero);
    }

    private static async Task AssertColor(IPage page, string selector, string name) => Assert.That(
        await page.EvaluateAsync<string[]>(
            """
            ([selector, name]) => {
              const probe = document.body.appendChild(document.createElement("i"));
              probe.style.color = `var(--${name})`;
              const colors = [getComputedStyle(document.querySelector(selector)).color, getComputedStyle(probe).color];
              probe.remove();
              return colors;
            }
            """,
            new[] { selector, name }) is [string actual, string expected] && actual == expected,
        Is.True,
        $"{selector} has the colour {name}");

    // The texts that have the colour of a loss.
    private static Task<string[]> RedTextsOf(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = "var(--bad)";
          const red = getComputedStyle(probe).color;
          probe.remove();
          return [...document.querySelectorAll("body *")].filter(e => getComputedStyle(e).color === red && e.textContent.trim() && !e.children.length).map(e => e.textContent);
        }
        """);

    [GeneratedRegex(@"^No answer since \d\d:\d\d:\d\d; connecting again…$", RegexOptions.None, 1000)]
    private static partial Regex NoAnswer();

    [GeneratedRegex(@"^not current since \d\d:\d\d:\d\d$", RegexOptions.None, 1000)]
    private static partial Regex NotCurrent();

    [GeneratedRegex(@"^no message since \d\d:\d\d:\d\d$", RegexOptions.None, 1000)]
    private static partial Regex NoMessage();

    [GeneratedRegex(@"^\d\d:\d\d:\d\d$", RegexOptions.None, 1000)]
    private static partial Regex TimeOfDay();
}
