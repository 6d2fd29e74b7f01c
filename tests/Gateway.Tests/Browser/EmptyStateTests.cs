using System.Net.Sockets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The page before the first message: a command to copy, which works.</summary>
public sealed class EmptyStateTests : BrowserTest
{
    private const string PublisherCommand = "dotnet run -c Release --property:RunAnalyzers=false --project samples/Publisher -- ";

    [Test]
    public async Task The_command_of_a_missing_publisher_is_copied_and_brings_the_first_message()
    {
        string port = FreePort();
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint=tcp://localhost:{port}");
        IPage page = await OpenAsync(gateway);
        await Expect(page.Locator("#empty")).ToContainTextAsync($"No messages yet. Nothing is connected at tcp://localhost:{port}.");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(page.Locator("#copy-state")).ToHaveTextAsync("Copied.");
        string command = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.That(command, Is.EqualTo($"{PublisherCommand}'tcp://127.0.0.1:{port}'"));

        await using PeerProcess publisher = PeerProcess.StartSample("Publisher", command[PublisherCommand.Length..].Trim('\''));
        await Expect(page.Locator("#messages .text").First).ToContainTextAsync("This is test message");
        await Expect(page.Locator("#empty")).ToBeHiddenAsync();
        await ExpectHealthyAsync(page);
        AssertNoComplaints();
    }

    [Test]
    public async Task With_all_publishers_there_the_command_sends_a_message()
    {
        await using RunningGateway gateway = await StartAsync();
        IPage page = await OpenAsync(gateway);
        await ExpectHealthyAsync(page);
        ILocator command = page.Locator("#empty-command");
        await Expect(command).ToHaveTextAsync($"curl -X POST '{gateway.Address.GetLeftPart(UriPartial.Authority)}/send-message?message=hello'");
        string address = (await command.TextContentAsync())!.Split('\'')[1];
        using HttpResponseMessage sent = await gateway.Client.PostAsync(address, null, Limit);
        await Expect(page.Locator("#messages .text")).ToHaveTextAsync(["hello"]);
        AssertNoComplaints();
    }

    [Test]
    public async Task A_publisher_on_another_machine_is_started_at_all_its_addresses()
    {
        // An address for documentation (RFC 5737): nothing is there.
        await using RunningGateway gateway = await StartAsync("SubscribeEndpoint=tcp://192.0.2.1:5555");
        IPage page = await OpenAsync(gateway);
        await Expect(page.Locator("#empty-command")).ToHaveTextAsync($"{PublisherCommand}'tcp://*:5555'");
        AssertNoComplaints();
    }

    [Test]
    public async Task A_publisher_connects_where_the_gateway_binds()
    {
        string port = FreePort();
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint=@tcp://127.0.0.1:{port}");
        IPage page = await OpenAsync(gateway);
        await Expect(page.Locator("#empty-command")).ToHaveTextAsync($"{PublisherCommand}'>tcp://127.0.0.1:{port}'");
        AssertNoComplaints();
    }

    private static string FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
