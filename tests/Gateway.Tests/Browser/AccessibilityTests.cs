using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The page for people who use a keyboard, a screen reader, or settings of their system.</summary>
public sealed class AccessibilityTests : BrowserTest
{
    private static readonly string[] Order =
    [
        "skip", "API", "Metrics", "Health", "filter", "pause", "clear", "copy", "scroll", "message", "message_type", "Send", "rate-cursor", "latency-cursor",
    ];

    [TestCase(1440, 900, ColorScheme.Light)]
    [TestCase(1440, 900, ColorScheme.Dark)]
    [TestCase(390, 844, ColorScheme.Light)]
    [TestCase(390, 844, ColorScheme.Dark)]
    public async Task In_every_state_controls_have_names_and_texts_contrast(int width, int height, ColorScheme scheme)
    {
        await using RunningGateway gateway = await StartAsync("SubscribeEndpoint=tcp://127.0.0.1:1");
        IPage page = await OpenAsync(gateway, "/", width, height, scheme);
        await Expect(page.Locator("#state")).ToContainTextAsync("Degraded");
        await AssertAccessibleAsync(page, "empty and degraded");

        gateway.Counters.CountMalformed();
        gateway.Receive("""{"id":1,"type":"t","message":"m"}""");
        await Expect(page.Locator("#loss-malformed dd")).ToHaveAttributeAsync("data-recent", "true");
        await Expect(page.Locator("#messages tr")).ToHaveCountAsync(1);
        await page.Locator("#pause").ClickAsync();
        await AssertAccessibleAsync(page, "with a loss and paused");

        await gateway.DisposeAsync();
        await Expect(page.Locator("#state")).ToContainTextAsync("No answer since");
        await AssertAccessibleAsync(page, "without the server");
        AssertNoComplaints("ERR_");
    }

    [Test]
    public async Task Every_control_is_reached_by_tab_in_the_order_of_the_page()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        List<string> order = [];
        foreach (string _ in Order)
        {
            await page.Keyboard.PressAsync("Tab");
            order.Add(await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.className || document.activeElement.textContent"));
            Assert.That(
                await page.EvaluateAsync<bool>(
                    "e => [document.activeElement, document.activeElement.parentElement].some(e => parseFloat(getComputedStyle(e).outlineWidth) >= 2 && getComputedStyle(e).outlineStyle !== 'none')"),
                Is.True,
                $"a visible focus on {order[^1]}");
        }

        Assert.That(order, Is.EqualTo(Order));
    }

    [Test]
    public async Task The_first_link_leads_to_the_messages()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("Skip to the messages")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#messages-title")).ToBeFocusedAsync();
    }

    [TestCase(ReducedMotion.Reduce, 0)]
    [TestCase(ReducedMotion.NoPreference, 1)]
    public async Task Nothing_moves_for_those_who_want_that(ReducedMotion motion, int animations)
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway, motion: motion);
        await ExpectHealthyAsync(page);
        Assert.That(await page.EvaluateAsync<int>("document.getAnimations().length"), Is.Zero);
        await gateway.DisposeAsync();
        await Expect(page.Locator("#state")).ToContainTextAsync("connecting again");
        Assert.That(await page.EvaluateAsync<int>("document.getAnimations().length"), Is.EqualTo(animations));
    }

    private static async Task AssertAccessibleAsync(IPage page, string state)
    {
        AxeResult result = await page.RunAxe();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await page.EvaluateAsync<string[]>(Accessibility.Unnamed), Is.Empty, $"without a name, {state}");
            Assert.That(await page.EvaluateAsync<string[]>(Accessibility.Pale), Is.Empty, $"contrast below 4.5, {state}");
            Assert.That(
                result.Violations.Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(static node => node.Html))}"),
                Is.Empty,
                $"rules of axe, {state}");
        }
    }
}
