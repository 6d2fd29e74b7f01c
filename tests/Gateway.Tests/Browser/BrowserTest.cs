using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>A test in a real browser, Debian's Chromium.</summary>
[Category("Browser")]
public abstract class BrowserTest : GatewayTest
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Events of pages add to them while a test looks.
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<IBrowserContext> _contexts = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    [OneTimeSetUp]
    public async Task OpenBrowser()
    {
        // The test must not fail on a busy machine.
        SetDefaultExpectTimeout((float)Generous.TotalMilliseconds / 2);
        string? chosen = Environment.GetEnvironmentVariable("ZMQNATIVE_CHROMIUM");
        string? program = chosen is { Length: > 0 } ? chosen : Array.Find(Places, File.Exists);
        if (program is null || !File.Exists(program))
        {
            throw Requirement.Chromium.Missing("no browser was found; ZMQNATIVE_CHROMIUM may name one");
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Headless = true,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    [OneTimeTearDown]
    public async Task CloseBrowser()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    [TearDown]
    public async Task ClosePages()
    {
        foreach (IBrowserContext context in _contexts)
        {
            await context.CloseAsync();
        }

        _contexts.Clear();
        _complaints.Clear();
    }

    /// <summary>Opens a page of a gateway; the errors of its console are kept.</summary>
    private protected Task<IPage> OpenAsync(
        RunningGateway gateway, string path = "/", int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light,
        string locale = "en-GB", ReducedMotion motion = ReducedMotion.Reduce) =>
        OpenAsync(gateway.Address, path, width, height, scheme, locale, motion);

    /// <summary>Opens a page of a gateway in another process.</summary>
    private protected async Task<IPage> OpenAsync(
        Uri address, string path = "/", int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light,
        string locale = "en-GB", ReducedMotion motion = ReducedMotion.Reduce)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = motion,
            Locale = locale,
        });
        _contexts.Add(context);
        context.SetDefaultTimeout((float)Generous.TotalMilliseconds);
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            // All resources must come from the gateway: the page works without a network.
            Uri url = new(request.Url);
            if (url.Scheme is "http" or "https" && url.Authority != address.Authority)
            {
                _complaints.Enqueue($"a request to {url}");
            }
        };
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>Waits until a page shows that it is connected and all is well.</summary>
    private protected static Task ExpectHealthyAsync(IPage page) => Expect(page.Locator("#state")).ToHaveTextAsync("Healthy");

    /// <summary>Fails if the console of the page has errors other than the expected ones.</summary>
    protected void AssertNoComplaints(string? expected = null) =>
        Assert.That(_complaints.Where(complaint => expected is null || !complaint.Contains(expected, StringComparison.Ordinal)), Is.Empty);

    /// <summary>Whether an element is wider than the window.</summary>
    private protected static async Task AssertNoHorizontalScroll(IPage page) =>
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), Is.LessThanOrEqualTo(0), "pixels too wide");

    /// <summary>Saves a screenshot in <c>artifacts/screenshots</c>.</summary>
    private protected static async Task PictureAsync(IPage page, string name)
    {
        string file = Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}.png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        TestContext.AddTestAttachment(file);
    }
}
