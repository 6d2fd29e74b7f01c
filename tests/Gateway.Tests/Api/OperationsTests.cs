namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The features for operators: health, metrics, descriptions, headers.</summary>
public sealed class OperationsTests : GatewayTest
{
    [Test]
    public async Task Health_reports_each_connection()
    {
        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={publisher.LastEndpoint}");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await Eventually(() => gateway.Links.States()[^1].Peers == 1, "the connection on the other side");
        using HttpResponseMessage response = await gateway.Client.GetAsync("/health", Limit);
        JsonElement health = await JsonOf(response);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), health.GetRawText());
            Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("Healthy"), health.GetRawText());
            Assert.That(health.GetRawText(), Does.Contain(publisher.LastEndpoint));
        }
    }

    [Test]
    public async Task A_gateway_that_receives_from_where_it_publishes_is_healthy()
    {
        string endpoint = $"ipc://{Path.Combine(Path.GetTempPath(), $"zmq-gateway-{Guid.NewGuid():N}")}";
        await using RunningGateway gateway = await StartAsync($"PublishEndpoint={endpoint}", $"SubscribeEndpoint={endpoint}", "ReceiveOwn=false");
        await Eventually(() => gateway.Links.States() is [{ Peers: 1 }, { Peers: 1 }], "the connection to itself");
        using HttpResponseMessage response = await gateway.Client.GetAsync("/health", Limit);
        JsonElement health = await JsonOf(response);
        Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("Healthy"), health.GetRawText());
    }

    [Test]
    public async Task Without_its_publisher_the_gateway_is_degraded_but_serves()
    {
        await using RunningGateway gateway = await StartAsync("SubscribeEndpoint=tcp://127.0.0.1:1");
        using HttpResponseMessage response = await gateway.Client.GetAsync("/health", Limit);
        JsonElement health = await JsonOf(response);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("Degraded"), health.GetRawText());
        }
    }

    [Test]
    public async Task Metrics_count_what_was_sent_and_received_in_the_text_format()
    {
        await using RunningGateway gateway = await StartAsync();
        using (await gateway.SendAsync("m", Limit))
        {
            await Eventually(() => gateway.Log.State.Count == 1, "the message");
        }

        // The duration of a request is counted after its answer.
        while (!(await gateway.Client.GetStringAsync("/metrics", Limit)).Contains("http_route=\"/send-message\"", StringComparison.Ordinal))
        {
            await Task.Delay(1, Limit);
        }

        using HttpResponseMessage response = await gateway.Client.GetAsync("/metrics", Limit);
        string metrics = await response.Content.ReadAsStringAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/plain"));
            Assert.That(metrics, Does.Match(@"(?m)^gateway_accepted_messages_total\{[^}]*\} 1\b"));
            Assert.That(metrics, Does.Match(@"(?m)^gateway_received_messages_total\{[^}]*\} 1\b"));
            Assert.That(metrics, Does.Match(@"(?m)^messaging_client_sent_messages_total\{[^}]*zmqnative_pattern=""Publisher""[^}]*\} 1\b"));
            Assert.That(metrics, Does.Match(@"(?m)^gateway_latency_milliseconds_count\{[^}]*\} 1\b"));
            Assert.That(metrics, Does.Match(@"(?m)^http_server_request_duration_seconds_count\{[^}]*http_route=""/send-message"""));
        }
    }

    [Test]
    public async Task The_description_names_the_endpoints_their_parameters_and_their_bodies()
    {
        await using RunningGateway gateway = await StartAsync();
        JsonElement paths = (await gateway.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Limit)).GetProperty("paths");
        JsonElement send = paths.GetProperty("/send-message").GetProperty("post");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                send.GetProperty("parameters").EnumerateArray().Select(static p => p.GetProperty("name").GetString()),
                Is.EqualTo(["message", "message_type"]));
            Assert.That(send.GetProperty("requestBody").GetProperty("content").EnumerateObject().Count(), Is.EqualTo(3));
            Assert.That(send.GetProperty("responses").EnumerateObject().Select(static r => r.Name), Does.Contain("400"));
            Assert.That(paths.GetProperty("/received-messages").TryGetProperty("get", out _), Is.True);
            Assert.That(paths.GetProperty("/received-messages").TryGetProperty("delete", out _), Is.True);
            Assert.That(paths.GetProperty("/clear-messages").TryGetProperty("get", out _), Is.True);
        }
    }

    [TestCase("/")]
    [TestCase("/live.js")]
    [TestCase("/docs/index.html")]
    [TestCase("/received-messages")]
    [TestCase("/nowhere")]
    public async Task Every_answer_limits_what_a_page_may_do(string path)
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync(path, Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'; script-src 'self';"));
            Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
        }
    }

    [TestCase("GET", "/")]
    [TestCase("HEAD", "/")]
    [TestCase("GET", "/index.html")]
    public async Task The_page_is_at_its_usual_addresses(string method, string path)
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Limit);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"));
    }

    [Test]
    public async Task An_unknown_path_is_a_problem()
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync("/nowhere", Limit);
        await ProblemOf(response, HttpStatusCode.NotFound);
    }

    [TestCase("POST", "/send-message?message=x", "cross-site", HttpStatusCode.Forbidden)]
    [TestCase("GET", "/clear-messages", "cross-site", HttpStatusCode.Forbidden)]
    [TestCase("GET", "/received-messages", "cross-site", HttpStatusCode.OK)]
    [TestCase("POST", "/send-message?message=x", "same-origin", HttpStatusCode.OK)]
    public async Task Requests_from_pages_of_other_sites_are_refused(string method, string path, string site, HttpStatusCode expected)
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.Add("Sec-Fetch-Site", site);
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Limit);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_foreign_host_name_is_refused()
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/received-messages");
        request.Headers.Host = "evil.example";
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Limit);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }
}
