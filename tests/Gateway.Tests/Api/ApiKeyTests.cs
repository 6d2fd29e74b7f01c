using System.Text;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The optional key of the web service.</summary>
public sealed class ApiKeyTests : GatewayTest
{
    private const string Key = "0123456789abcdef-x";

    private static readonly string[] Paths = ["/", "/received-messages", "/clear-messages", "/events", "/metrics", "/docs", "/openapi/v1.json", "/texts"];

    private static readonly string Encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{Key}"));

    [Test]
    public async Task Without_the_key_only_health_is_answered()
    {
        await using RunningGateway gateway = await StartAsync($"ApiKey={Key}");
        foreach (string path in Paths)
        {
            using HttpResponseMessage response = await gateway.Client.GetAsync(path, Limit);
            await ProblemOf(response, HttpStatusCode.Unauthorized);
            Assert.That(response.Headers.WwwAuthenticate.Single().Scheme, Is.EqualTo("Basic"), path);
        }

        using HttpResponseMessage sent = await gateway.SendAsync("m", Limit);
        await ProblemOf(sent, HttpStatusCode.Unauthorized);
        using HttpResponseMessage health = await gateway.Client.GetAsync("/health", Limit);
        Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(gateway.Counters.Accepted, Is.Zero);
    }

    [TestCase("Bearer", Key)]
    [TestCase("bearer", Key)]
    [TestCase("Basic", null)]
    public async Task The_key_is_taken_as_a_token_and_as_a_password(string scheme, string? given)
    {
        await using RunningGateway gateway = await StartAsync($"ApiKey={Key}");
        using HttpRequestMessage request = new(HttpMethod.Get, "/received-messages");
        Assert.That(request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {given ?? Encoded}"), Is.True);
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Limit);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("X-Api-Key", "")]
    [TestCase("X-Api-Key", "0123456789abcdef")]
    [TestCase("X-Api-Key", "0123456789abcdef-x0")]
    [TestCase("Authorization", "Bearer ")]
    [TestCase("Authorization", "Basic !")]
    [TestCase("Authorization", "Basic AAAA")]
    [TestCase("Authorization", "Digest x")]
    public async Task A_wrong_key_is_refused(string header, string value)
    {
        await using RunningGateway gateway = await StartAsync("ApiKey=0123456789abcdef-x");
        using HttpRequestMessage request = new(HttpMethod.Get, "/received-messages");
        Assert.That(request.Headers.TryAddWithoutValidation(header, value), Is.True);
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Limit);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task The_key_is_taken_in_its_header()
    {
        await using RunningGateway gateway = await StartAsync("ApiKey=0123456789abcdef-x");
        gateway.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdef-x");
        using HttpResponseMessage sent = await gateway.SendAsync("m", Limit);
        Assert.That(sent.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public void A_key_that_is_too_short_ends_the_start_without_being_shown() =>
        Assert.That(
            () => StartAsync("ApiKey=a-short-key"),
            Throws.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>()
                .With.Message.Contains("Gateway:ApiKey is too short").And.Message.Not.Contains("a-short-key"));
}
