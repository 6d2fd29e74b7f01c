using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The table of messages, which is the point of the page.</summary>
public sealed class MessageTableTests : BrowserTest
{
    private static readonly string[] Heads = ["Time", "Latency", "No.", "Id", "Type", "Message"];

    [TestCase(1440, 900, 300)]
    [TestCase(390, 844, 480)]
    public async Task The_first_message_is_in_the_first_screen(int width, int height, int before)
    {
        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={publisher.LastEndpoint},tcp://127.0.0.1:1");
        await publisher.WaitForSubscriberAsync(1, Limit);
        IPage page = await OpenAsync(gateway, "/", width, height);
        await Expect(page.Locator("#state")).ToContainTextAsync("Degraded");
        await publisher.PublishJsonAsync("updates", new Update(7, "alert", "the first", Now()), GatewayJson.Plain.Update);
        ILocator row = page.Locator("#messages tr").First;
        await Expect(row).ToContainTextAsync("the first");
        LocatorBoundingBoxResult box = (await row.BoundingBoxAsync())!;
        await TestContext.Out.WriteLineAsync($"The first message begins at {box.Y} of {height}.");
        Assert.That(box.Y, Is.LessThan(before));
        AssertNoComplaints();
    }

    [TestCase(1440, 900)]
    [TestCase(390, 844)]
    public async Task The_latency_of_a_message_stands_beside_its_time(int width, int height)
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway, "/", width, height);
        await ExpectHealthyAsync(page);
        using HttpResponseMessage sent = await gateway.SendAsync("m", Limit);
        ILocator row = page.Locator("#messages tr").First;
        await Expect(row.Locator(".latency")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^[\d.,]+ ms$", default, Generous));
        LocatorBoundingBoxResult time = (await row.Locator(".time").BoundingBoxAsync())!;
        LocatorBoundingBoxResult latency = (await row.Locator(".latency").BoundingBoxAsync())!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(latency.Y, Is.EqualTo(time.Y).Within(2));
            Assert.That(latency.X - (time.X + time.Width), Is.InRange(0, 20));
        }
    }

    [Test]
    public async Task Columns_have_heads_and_each_message_its_number_and_its_id()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        gateway.Receive("""{"id":"order-17","type":"t","message":"with an id"}""");
        gateway.Receive("[1]");
        await Expect(page.GetByRole(AriaRole.Columnheader)).ToHaveTextAsync(Heads);
        await Expect(page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await Expect(page.Locator("#messages .sequence")).ToHaveTextAsync(["2", "1"]);
        await Expect(page.Locator("#messages .id")).ToHaveTextAsync(["–", "order-17"]);
        await Expect(page.Locator("#messages .text")).ToHaveTextAsync(["[1]", "with an id"]);
        AssertNoComplaints();
    }

    [Test]
    public async Task An_id_beyond_the_numbers_of_a_browser_keeps_its_digits()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        gateway.Receive("""{"id":1234567890123456789,"value":-98765432109876543210,"rate":1e300}""");
        gateway.Receive("12345678901234567890");
        await Expect(page.Locator("#messages .id")).ToHaveTextAsync(["–", "1234567890123456789"]);
        await Expect(page.Locator("#messages .text")).ToHaveTextAsync(
            ["12345678901234567890", """{"id":1234567890123456789,"value":-98765432109876543210,"rate":1e+300}"""]);
        AssertNoComplaints();
    }

    [Test]
    public async Task The_filter_finds_messages_by_id_type_and_text_and_applies_to_new_ones()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        gateway.Receive("""{"id":101,"type":"alert","message":"pump stopped"}""");
        gateway.Receive("""{"id":102,"type":"notification","message":"pump started"}""");
        gateway.Receive("""{"id":203,"type":"alert","message":"door open"}""");
        await Expect(page.Locator("#messages tr")).ToHaveCountAsync(3);

        ILocator filter = page.GetByLabel("Filter");
        ILocator shown = page.Locator("#messages tr:not([hidden]) .id");
        await filter.FillAsync("10");
        await Expect(shown).ToHaveTextAsync(["102", "101"]);
        await Expect(page.Locator("#list-state")).ToHaveTextAsync("2 of 3 match");
        await filter.FillAsync("PUMP alert");
        await Expect(shown).ToHaveTextAsync(["101"]);
        gateway.Receive("""{"id":304,"type":"alert","message":"Pump again"}""");
        gateway.Receive("""{"id":305,"type":"alert","message":"door shut"}""");
        await Expect(shown).ToHaveTextAsync(["304", "101"]);
        await Expect(page.Locator("#list-state")).ToHaveTextAsync("2 of 5 match");
        await filter.FillAsync("");
        await Expect(shown).ToHaveTextAsync(["305", "304", "203", "102", "101"]);
        await Expect(page.Locator("#list-state")).ToHaveTextAsync("");
        AssertNoComplaints();
    }

    [Test]
    public async Task A_long_message_is_cut_and_the_page_says_so()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        gateway.Receive($$"""{"message":"{{new string('x', 60_000)}}"}""");
        await Expect(page.Locator("#messages .text")).ToHaveTextAsync($"{new string('x', 2000)}… (58,000 characters more)");
    }

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
