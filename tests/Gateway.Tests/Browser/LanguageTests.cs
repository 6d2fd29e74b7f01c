using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>Each page is in one language, that of the browser.</summary>
public sealed partial class LanguageTests : BrowserTest
{
    private const string Chinese = @"\p{IsCJKUnifiedIdeographs}";

    [Test]
    public async Task A_chinese_browser_gets_no_english_word()
    {
        await using RunningGateway gateway = await StartAsync("SubscribeEndpoint=tcp://127.0.0.1:1");
        IPage page = await OpenAsync(gateway, locale: "zh-CN");
        await Expect(page.Locator("#state")).ToHaveTextAsync("降级: 未连接到 tcp://127.0.0.1:1");
        Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo("zh"));
        await page.GetByLabel("消息", new() { Exact = true }).And(page.Locator("input")).FillAsync("测试消息");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#sent-state")).ToHaveTextAsync("消息已发送: 测试消息");
        await page.Locator("#filter").FillAsync("x");
        await page.Locator("#pause").ClickAsync();
        gateway.Counters.CountMalformed();
        await Expect(page.Locator("#loss-malformed dd")).ToContainTextAsync("最近一分钟 1 条");
        AssertNoEnglish(await page.EvaluateAsync<string[]>(PageWords.All));
        await PictureAsync(page, "live-zh");
        AssertNoComplaints();
    }

    [TestCase("en-GB")]
    [TestCase("fr-FR")]
    public async Task Another_browser_gets_no_chinese_word(string locale)
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway, locale: locale);
        await ExpectHealthyAsync(page);
        Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo("en"));
        Assert.That(await page.EvaluateAsync<string[]>(PageWords.All), Has.None.Match(Chinese));
        AssertNoComplaints();
    }

    [Test]
    public async Task The_interactive_description_is_in_the_language_of_the_browser_too()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway, "/docs/index.html", locale: "zh-CN");
        ILocator operations = page.Locator(".opblock-summary-control");
        await Expect(operations).ToHaveCountAsync(4);
        foreach (ILocator operation in await operations.AllAsync())
        {
            await operation.ClickAsync();
        }

        await page.Locator("tr[data-param-name='message'] input").FillAsync("测试消息");
        await page.Locator("button.execute").First.ClickAsync();
        await Expect(page.Locator(".live-responses-table").First).ToContainTextAsync("消息已发送: 测试消息");
        await Expect(page.Locator("button.execute").First).ToHaveTextAsync("执行");
        Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo("zh"));
        AssertNoEnglish(await page.EvaluateAsync<string[]>(PageWords.All));

        IPage english = await OpenAsync(gateway, "/docs/index.html");
        await Expect(english.Locator(".opblock-summary-control")).ToHaveCountAsync(4);
        Assert.That(await english.EvaluateAsync<string[]>(PageWords.All), Has.None.Match(Chinese));
        AssertNoComplaints();
    }

    // Names of formats, protocols and types have no translation.
    private static void AssertNoEnglish(string[] texts)
    {
        string[] english = [.. texts.Where(static text => Word().IsMatch(Name().Replace(text, "")))];
        Assert.That(english, Is.Empty);
    }

    [GeneratedRegex("[A-Za-z]{2,}", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\w+://\S*|/?[a-z]+(/|-)[a-z0-9.+-]+(\.json)?|^(post|get|delete) |ZmqNative|ZeroMQ|JSON|ID|p99|updates|POST|GET|DELETE|OAS 3\.\d|Curl|Gateway:\w+"
        + @"|X-Dropped-Messages|message_type|message|string|object|\w+(Response|Details)\b|Update|Swagger|SMARTBEAR",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Name();
}
