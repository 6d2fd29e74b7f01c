using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The charts: their scales, and their values by mouse and keyboard.</summary>
public sealed partial class ChartTests : BrowserTest
{
    [Test]
    public async Task The_median_and_p99_have_their_names()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        await Expect(page.Locator("#latency-tile dt")).ToHaveTextAsync("Latency, median");
        await Expect(page.Locator("#latency-tile .sub")).ToContainTextAsync("p99");
        await Expect(page.GetByTitle("99th percentile")).ToBeVisibleAsync();
        await Expect(page.Locator("[aria-labelledby='latency-title'] .legend li")).ToHaveTextAsync(["median", "p99"]);
    }

    [Test]
    public async Task Latencies_are_on_a_logarithmic_scale_that_an_outlier_does_not_rule()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);

        // Behind a point, so that all of them are in the next one.
        int points = gateway.Get<LiveStatus>().History().Length;
        await Eventually(() => gateway.Get<LiveStatus>().History().Length > points, "a point");
        for (int i = 0; i < 200; i++)
        {
            gateway.Counters.CountLatency(i < 190 ? 0.3 : 900);
        }

        ILocator ticks = page.Locator("#latency .tick");
        await Expect(ticks).ToHaveTextAsync(["0.1", "1", "10", "100", "1,000"]);
        double[] heights = await page.EvaluateAsync<double[]>("[...document.querySelectorAll('#latency .tick')].map(t => Number(t.getAttribute('y')))");
        double[] steps = [.. heights.Zip(heights.Skip(1), static (lower, upper) => lower - upper)];
        Assert.That(steps, Is.All.EqualTo(steps[0]).Within(0.01));

        // The median is between 0.1 and 1, well above the ground.
        double median = await page.Locator("#latency circle.first").GetAttributeAsync("cy") is { } y
            ? double.Parse(y, CultureInfo.InvariantCulture)
            : double.NaN;
        Assert.That(heights[0] - 4 - median, Is.InRange(0.4 * steps[0], 0.6 * steps[0]));
        AssertNoComplaints();
    }

    [Test]
    public async Task Counts_are_whole_numbers()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        await Expect(page.Locator("#rate .tick")).ToHaveTextAsync(["0", "1", "2"]);
        for (int i = 0; i < 7; i++)
        {
            gateway.Receive($"{i}");
        }

        await Expect(page.Locator("#received")).ToHaveTextAsync("7");
        Assert.That(await page.Locator("#rate .tick").AllTextContentsAsync(), Is.All.Match("^[0-9,]+$"));
        Assert.That(await page.Locator("#received-rate").TextContentAsync(), Does.Match("^[0-9,]+$"));
        Assert.That(await page.Locator("#rate-cursor").GetAttributeAsync("aria-valuetext"), Does.Match(Rates()));
    }

    [Test]
    public async Task Values_are_shown_under_the_mouse()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        gateway.Counters.CountLatency(12.3);
        await Expect(page.Locator("#latency circle.first")).ToBeVisibleAsync();
        ILocator readout = page.Locator("#latency-readout");
        await Expect(readout).ToHaveTextAsync("");
        do
        {
            await HoverAsync(page, "latency", "circle.first");
        }
        while (!Latencies().IsMatch(await readout.TextContentAsync() ?? "") && !Limit.IsCancellationRequested);

        await Expect(readout).ToHaveTextAsync(Latencies());
        await Expect(page.Locator("#latency line.cursor")).ToHaveCountAsync(1);
        await page.Mouse.MoveAsync(0, 0);
        await Expect(readout).ToHaveTextAsync("");
        await Expect(page.Locator("#latency line.cursor")).ToHaveCountAsync(0);
        AssertNoComplaints();
    }

    [Test]
    public async Task Values_are_read_by_keyboard()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        await Eventually(() => gateway.Get<LiveStatus>().History().Length >= 6, "some points");
        ILocator slider = page.GetByRole(AriaRole.Slider, new() { Name = "Messages per second" });
        await page.Locator("#send button").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(slider).ToBeFocusedAsync();
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", Rates());
        await Expect(page.Locator("#rate-readout")).ToHaveTextAsync(Rates());

        await page.Keyboard.PressAsync("Home");
        string first = await ValueOf(slider);

        // The next one may be of the same second.
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        string third = await ValueOf(slider);
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.That(await ValueOf(slider), Is.EqualTo(first));
        Assert.That(string.CompareOrdinal(third, first), Is.Positive, "the time of a later point");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Slider, new() { Name = "Latency in ms" })).ToBeFocusedAsync();
        AssertNoComplaints();

        static async Task<string> ValueOf(ILocator slider) => (await slider.GetAttributeAsync("aria-valuetext"))!;
    }

    [Test]
    public async Task Arrow_keys_reach_every_point_also_behind_a_gap()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await AddChartAsync(page, 100, 100.6, 102.2, 110, 150, 151);
        await AssertKeysAsync(page, "ArrowLeft", "150", "110", "102.2", "100.6", "100", "100");
        await AssertKeysAsync(page, "ArrowRight", "100.6", "102.2", "110", "150", "151", "151");
        await AssertKeysAsync(page, "PageDown", "150", "110");
        await AssertKeysAsync(page, "Home", "100");
        await AssertKeysAsync(page, "End", "151");
        AssertNoComplaints();
    }

    [Test]
    public async Task A_chart_keeps_two_minutes_of_points_whatever_the_clock_does()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await AddChartAsync(page, 100, 900, 901);
        await AssertKeysAsync(page, "ArrowLeft", "900", "900");
        await page.EvaluateAsync("probe.add({ at: 1020 })");
        await AssertKeysAsync(page, "ArrowLeft", "901", "901");
        await page.EvaluateAsync("probe.add({ at: 1021 })");
        await Expect(page.Locator("#probe-readout")).ToContainTextAsync("point 1020;");
        await page.EvaluateAsync("probe.add({ at: 500 })");
        await Expect(page.Locator("#probe-readout")).ToContainTextAsync("point 500;");
        AssertNoComplaints();
    }

    [Test]
    public async Task A_history_in_which_the_clock_was_set_back_has_no_points_of_later_times()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await AddChartAsync(page, 100, 130, 101, 131);
        await AssertKeysAsync(page, "ArrowLeft", "101", "100", "100");
        await AssertKeysAsync(page, "ArrowRight", "101", "131", "131");
        AssertNoComplaints();
    }

    // A further chart of the page, with points at these times.
    private static async Task AddChartAsync(IPage page, params double[] times) => await page.EvaluateAsync(
        """
        async times => {
          const [{ Chart }, { linear }] = await Promise.all([import("/chart.js"), import("/scale.js")]);
          document.body.insertAdjacentHTML("beforeend",
            '<svg id="probe"></svg><input id="probe-cursor" type="range" min="-119" max="0" value="0" aria-label="probe"><p id="probe-readout"></p>');
          globalThis.probe = new Chart("probe", { scale: linear, values: () => [1, 2], tick: String, describe: ({ at }) => `point ${at};` });
          probe.reset(times.map(at => ({ at })));
        }
        """,
        times);

    private static async Task AssertKeysAsync(IPage page, string key, params string[] points)
    {
        foreach (string point in points)
        {
            await page.Locator("#probe-cursor").PressAsync(key);
            await Expect(page.Locator("#probe-readout")).ToContainTextAsync($"point {point};");
        }
    }

    // Moves the mouse to the place of a mark, which moves to the left each second: it may miss it.
    private static async Task HoverAsync(IPage page, string chart, string mark)
    {
        await page.Locator($"#{chart}-cursor").ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await page.Locator($"#{chart} {mark}").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y);
    }

    [GeneratedRegex(@"^\d\d:\d\d:\d\d · received [0-9,]+/s · sent from here [0-9,]+/s$", RegexOptions.None, 1000)]
    private static partial Regex Rates();

    [GeneratedRegex(@"^\d\d:\d\d:\d\d · median 12\.3 ms · p99 12\.3 ms$", RegexOptions.None, 1000)]
    private static partial Regex Latencies();
}
