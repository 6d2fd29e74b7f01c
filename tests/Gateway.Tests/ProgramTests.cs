namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The program as a user starts it, and its exit code.</summary>
public sealed class ProgramTests : GatewayTest
{
    [Test]
    public async Task Wrong_settings_end_it_with_a_line_each_and_without_a_stack()
    {
        await using PeerProcess program = PeerProcess.StartSample("Gateway", "--Gateway:BufferSize=0", "--Gateway:Typo=1");
        Assert.That(await program.EndAsync(Limit), Is.EqualTo(2));
        string[] lines = (await program.ErrorsAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.StartWith("Gateway:BufferSize is '0'"));
    }

    [Test]
    public async Task A_port_in_use_ends_it_and_the_message_names_the_key()
    {
        await using Publisher other = new("tcp://127.0.0.1:*");
        await using PeerProcess program = PeerProcess.StartSample(
            "Gateway", $"--Gateway:PublishEndpoint={other.LastEndpoint}", "--urls=http://127.0.0.1:0");
        Assert.That(await program.EndAsync(Limit), Is.EqualTo(2));
        string error = await program.ErrorsAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(error, Does.Contain("Gateway:PublishEndpoint"));
            Assert.That(error, Does.Contain("address already in use"));
            Assert.That(error, Does.Not.Contain("   at "));
        }
    }

    [Test]
    public async Task An_address_of_another_machine_ends_it_with_a_line_and_without_a_stack()
    {
        // An address for documentation (RFC 5737).
        await using PeerProcess program = PeerProcess.StartSample(
            "Gateway", "--urls=http://192.0.2.1:8000", "--Gateway:PublishEndpoint=tcp://127.0.0.1:*", "--Gateway:SubscribeEndpoint=");
        Assert.That(await program.EndAsync(Limit), Is.EqualTo(2));
        Assert.That(await program.ErrorsAsync(), Does.Contain("Choose another address with --urls").And.Not.Contain("   at "));
    }

    [Test]
    public async Task It_starts_from_any_folder_and_prints_its_address()
    {
        await using PeerProcess program = PeerProcess.StartSample(
            "Gateway", "--urls=http://127.0.0.1:0", "--Gateway:PublishEndpoint=tcp://127.0.0.1:*", "--Gateway:SubscribeEndpoint=");
        using HttpClient client = new() { BaseAddress = await AddressOf(program, Limit) };
        Assert.That(await client.GetStringAsync("/", Limit), Does.Contain("<h1>ZmqNative gateway</h1>"));
    }

    /// <summary>Reads the address that a gateway prints when it has started.</summary>
    internal static async Task<Uri> AddressOf(PeerProcess gateway, CancellationToken cancellationToken)
    {
        string line;
        do
        {
            line = await gateway.ReadAsync(cancellationToken);
        }
        while (!line.Contains("Now listening on: ", StringComparison.Ordinal));

        return new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim());
    }
}
