using System.Net.Http.Headers;
using System.Text;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class SendMessageTests : GatewayTest
{
    private static readonly string[] Forms = ["query", "form", "multipart", "json"];

    [TestCaseSource(nameof(Forms))]
    public async Task A_message_in_any_form_is_answered_as_the_guide_shows(string form)
    {
        await using RunningGateway gateway = await StartAsync("Language=zh");

        using HttpResponseMessage response = await gateway.Client.SendAsync(Request(form, ("message", "测试消息 <b>&\"'")), Limit);

        string body = await response.Content.ReadAsStringAsync(Limit);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Does.Match(
            """^\{"status":"success","message":"消息已发送: 测试消息 <b>&\\"'","details":\{"id":\d{10},"type":"notification","message":"测试消息 <b>&\\"'","timestamp":\d{10}(\.\d+)?\}\}$"""));
    }

    [TestCaseSource(nameof(Forms))]
    public async Task A_message_in_any_form_arrives_with_its_type(string form)
    {
        await using RunningGateway gateway = await StartAsync();
        await using Subscriber subscriber = await gateway.SubscribeAsync(Limit);

        using HttpResponseMessage response = await gateway.Client.SendAsync(
            Request(form, ("message", "一"), ("message_type", "alert")), Limit);

        Assert.That(response.IsSuccessStatusCode, Is.True);
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Update update = message.GetJson(GatewayJson.Default.Update)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Topic, Is.EqualTo("updates"));
            Assert.That(update.Message, Is.EqualTo("一"));
            Assert.That(update.Type, Is.EqualTo("alert"));
            Assert.That(update.Id, Is.EqualTo((long)update.Timestamp));
        }
    }

    [Test]
    public async Task The_type_may_come_in_the_query_and_the_message_in_the_body()
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.Client.PostAsync(
            "/send-message?message_type=alert", new FormUrlEncodedContent([new("message", "m")]), Limit);
        Assert.That((await JsonOf(response)).GetProperty("details").GetProperty("type").GetString(), Is.EqualTo("alert"));
    }

    [Test]
    public async Task A_form_may_have_a_message_of_some_megabytes_where_it_is_allowed()
    {
        await using RunningGateway gateway = await StartAsync("MaxMessageBytes=8388608", "ReceiveOwn=false");
        using StringContent form = new($"message={new string('x', 5 * 1024 * 1024)}", Encoding.ASCII, "application/x-www-form-urlencoded");
        using HttpResponseMessage response = await gateway.Client.PostAsync("/send-message", form, Limit);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_empty_message_is_a_message()
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.SendAsync("", Limit);
        Assert.That((await JsonOf(response)).GetProperty("message").GetString(), Is.EqualTo("Message sent: "));
    }

    [TestCase(null, null)]
    [TestCase("{}", "application/json")]
    [TestCase("null", "application/json")]
    [TestCase("""{"message":null}""", "application/json")]
    [TestCase("other=1", "application/x-www-form-urlencoded")]
    public async Task A_missing_message_is_a_problem_that_names_it(string? body, string? type)
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.Client.PostAsync("/send-message?message_type=x", Content(body, type), Limit);
        JsonElement problem = await ProblemOf(response, HttpStatusCode.BadRequest);
        Assert.That(problem.GetProperty("errors").GetProperty("message")[0].GetString(), Does.Contain("required"));
    }

    [TestCase("{", "application/json")]
    [TestCase("[1]", "application/json")]
    [TestCase("""{"message":5}""", "application/json")]
    [TestCase("""{"message":"\ud800"}""", "application/json")]
    [TestCase("x", "application/json; charset=nonsense")]
    [TestCase("no part", "multipart/form-data; boundary=b")]
    public async Task A_body_that_cannot_be_read_is_a_problem_without_internal_details(string body, string type)
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.Client.PostAsync("/send-message", Content(body, type), Limit);
        JsonElement problem = await ProblemOf(response, HttpStatusCode.BadRequest);
        Assert.That(problem.GetProperty("detail").GetString(), Does.Not.Contain("ZmqNative"));
    }

    [Test]
    public async Task A_body_of_another_type_is_refused_with_the_supported_types()
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.Client.PostAsync("/send-message", Content("hello", "text/plain"), Limit);
        JsonElement problem = await ProblemOf(response, HttpStatusCode.UnsupportedMediaType);
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("application/json"));
    }

    [TestCase(1000, "The message has 10")]
    [TestCase(1_000_000, "The body has more than 7168 bytes.")]
    public async Task A_message_that_is_too_long_is_refused_with_the_limit_and_its_key(int length, string beginning)
    {
        await using RunningGateway gateway = await StartAsync("MaxMessageBytes=512");
        using HttpResponseMessage response = await gateway.Client.PostAsync(
            "/send-message", new FormUrlEncodedContent([new("message", new string('x', length))]), Limit);
        JsonElement problem = await ProblemOf(response, HttpStatusCode.RequestEntityTooLarge);
        Assert.That(problem.GetProperty("detail").GetString(), Does.StartWith(beginning).And.Contain(" 512 ").And.Contain("Gateway:MaxMessageBytes"));
        Assert.That(gateway.Counters.Accepted, Is.Zero);
    }

    // Three bytes each, nine in the query; the limit of 65,536 bytes is that of the message with its other fields.
    [TestCase(21_700, HttpStatusCode.OK)]
    [TestCase(21_846, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase(23_000, HttpStatusCode.RequestUriTooLong)]
    public async Task A_query_may_have_the_longest_message_with_all_its_bytes_escaped(int characters, HttpStatusCode expected)
    {
        await using RunningGateway gateway = await StartAsync();
        string message = new('中', characters);
        using HttpResponseMessage response = await gateway.Client.PostAsync($"/send-message?message={Uri.EscapeDataString(message)}", content: null, Limit);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
        Assert.That(gateway.Counters.Accepted, Is.EqualTo(expected == HttpStatusCode.OK ? 1 : 0));
    }

    [Test]
    public async Task Neither_emoji_nor_chinese_are_escaped_in_answers_and_on_the_wire()
    {
        const string Text = "你好 😀 𠮷 \u2028 é";
        await using RunningGateway gateway = await StartAsync();
        await using Subscriber subscriber = await gateway.SubscribeAsync(Limit);
        using HttpResponseMessage response = await gateway.SendAsync(Text, Limit);
        Assert.That(await response.Content.ReadAsStringAsync(Limit), Does.Contain($"\"message\":\"{Text}\""));
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Does.Contain($"\"message\":\"{Text}\""));
        await Eventually(() => gateway.Log.State.Count == 1, "the message");
        Assert.That(await gateway.Client.GetStringAsync("/received-messages", Limit), Does.Contain($"\"message\":\"{Text}\""));
    }

    [Test]
    public async Task Other_methods_are_refused_with_a_problem()
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync("/send-message?message=x", Limit);
        await ProblemOf(response, HttpStatusCode.MethodNotAllowed);
    }

    private static StringContent? Content(string? body, string? type)
    {
        if (body is null)
        {
            return null;
        }

        StringContent content = new(body, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type!);
        return content;
    }

    private static HttpRequestMessage Request(string form, params (string Key, string Value)[] values)
    {
        string query = string.Join('&', values.Select(static v => $"{v.Key}={Uri.EscapeDataString(v.Value)}"));
        HttpContent? content = form switch
        {
            "form" => new FormUrlEncodedContent(values.Select(static v => KeyValuePair.Create(v.Key, v.Value))),
            "json" => JsonContent.Create(values.ToDictionary(static v => v.Key, static v => v.Value, StringComparer.Ordinal)),
            "multipart" => Multipart(values),
            _ => null,
        };
        return new HttpRequestMessage(HttpMethod.Post, content is null ? $"/send-message?{query}" : "/send-message") { Content = content };
    }

    private static MultipartFormDataContent Multipart((string Key, string Value)[] values)
    {
        MultipartFormDataContent content = [];
        foreach ((string key, string value) in values)
        {
            content.Add(new StringContent(value), key);
        }

        return content;
    }
}
