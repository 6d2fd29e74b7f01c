namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The language of answers, by <c>Accept-Language</c>.</summary>
public sealed class AnswerLanguageTests : GatewayTest
{
    [TestCase(null, "en", "Message sent: m")]
    [TestCase("zh-CN,zh;q=0.9", "zh", "消息已发送: m")]
    public async Task An_answer_is_in_the_language_of_its_request_and_says_so(string? accepted, string language, string expected)
    {
        await using RunningGateway gateway = await StartAsync();
        Accept(gateway, accepted);
        using HttpResponseMessage response = await gateway.SendAsync("m", Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await JsonOf(response)).GetProperty("message").GetString(), Is.EqualTo(expected));
            Assert.That(response.Content.Headers.ContentLanguage, Is.EqualTo(new[] { language }));
            Assert.That(response.Headers.Vary, Is.EqualTo(new[] { "Accept-Language" }));
        }
    }

    [TestCase("en", "Bad Request", "There is no message to send.", "The parameter message is required, in the query, in a form or in JSON.")]
    [TestCase("zh", "请求无效", "没有要发送的消息。", "参数 message 必填，可放在查询字符串、表单或 JSON 中。")]
    public async Task A_problem_is_in_one_language_with_its_title(string accepted, string title, string detail, string error)
    {
        await using RunningGateway gateway = await StartAsync();
        Accept(gateway, accepted);
        using HttpResponseMessage response = await gateway.Client.PostAsync("/send-message", null, Limit);
        JsonElement problem = await ProblemOf(response, HttpStatusCode.BadRequest);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem.GetProperty("title").GetString(), Is.EqualTo(title));
            Assert.That(problem.GetProperty("detail").GetString(), Is.EqualTo(detail));
            Assert.That(problem.GetProperty("errors").GetProperty("message")[0].GetString(), Is.EqualTo(error));
        }
    }

    [TestCase("/nowhere", HttpStatusCode.NotFound, "未找到")]
    [TestCase("/send-message", HttpStatusCode.MethodNotAllowed, "不允许的方法")]
    public async Task A_problem_of_the_framework_is_too(string path, HttpStatusCode status, string title)
    {
        await using RunningGateway gateway = await StartAsync();
        Accept(gateway, "zh");
        using HttpResponseMessage response = await gateway.Client.GetAsync(path, Limit);
        Assert.That((await ProblemOf(response, status)).GetProperty("title").GetString(), Is.EqualTo(title));
    }

    [TestCase("en", "Send a message to the topic")]
    [TestCase("zh", "发送消息到 ZeroMQ 主题")]
    public async Task The_description_is_too(string accepted, string summary)
    {
        await using RunningGateway gateway = await StartAsync();
        Accept(gateway, accepted);
        JsonElement document = await gateway.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Limit);
        Assert.That(document.GetProperty("paths").GetProperty("/send-message").GetProperty("post").GetProperty("summary").GetString(), Is.EqualTo(summary));
    }

    private static void Accept(RunningGateway gateway, string? languages)
    {
        if (languages is not null)
        {
            gateway.Client.DefaultRequestHeaders.Add("Accept-Language", languages);
        }
    }
}
