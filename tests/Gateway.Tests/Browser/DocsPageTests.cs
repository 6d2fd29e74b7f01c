using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class DocsPageTests : BrowserTest
{
    [Test]
    public async Task It_describes_the_endpoints_and_executes_a_call()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway, "/docs");
        ILocator send = page.Locator("#operations-Messages-SendMessage");
        await send.Locator(".opblock-summary-control").ClickAsync();
        await send.Locator("tr[data-param-name='message'] input").FillAsync("测试消息");
        await send.Locator("button.execute").ClickAsync();
        ILocator answer = send.Locator(".live-responses-table .response").First;
        await Expect(answer.Locator(".response-col_status")).ToContainTextAsync("200");
        await Expect(answer.Locator(".response-col_description")).ToContainTextAsync("Message sent: 测试消息");
        Assert.That(gateway.Counters.Accepted, Is.EqualTo(1));
        await PictureAsync(page, "docs");
        AssertNoComplaints();
    }

    [Test]
    public async Task It_executes_a_call_with_a_body()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway, "/docs");
        ILocator send = page.Locator("#operations-Messages-SendMessage");
        await send.Locator(".opblock-summary-control").ClickAsync();
        await send.Locator("textarea.body-param__text").FillAsync("""{"message":"测试消息","message_type":"alert"}""");
        await send.Locator("button.execute").ClickAsync();
        await Expect(send.Locator(".live-responses-table .response").First).ToContainTextAsync("Message sent: 测试消息");
        AssertNoComplaints();
    }

    [TestCase("en-GB", "docs-phone")]
    [TestCase("zh-CN", "docs-phone-zh")]
    public async Task It_fits_a_phone_with_everything_open(string locale, string picture)
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway, "/docs/index.html", 390, 844, locale: locale);
        ILocator operations = page.Locator(".opblock-summary-control");
        await Expect(operations).ToHaveCountAsync(4);
        foreach (ILocator operation in await operations.AllAsync())
        {
            await operation.ClickAsync();
        }

        await page.Locator("button.execute").First.ClickAsync();
        await Expect(page.Locator(".live-responses-table .response").First).ToBeVisibleAsync();
        Assert.That(await page.EvaluateAsync<int>("innerWidth"), Is.EqualTo(390));
        await AssertNoHorizontalScroll(page);
        await PictureAsync(page, picture);
        AssertNoComplaints("400 (Bad Request)");
    }
}
