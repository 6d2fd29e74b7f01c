using Microsoft.AspNetCore.Builder;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>The ten lines of docs/hosting.md: the code is the same as here, and here it compiles.</summary>
public sealed class HostingPageTests
{
    [Test]
    public void The_ten_lines_are_the_code_that_compiles() => Assert.That(
        ReadmeFile.Block("runs: web", "docs/hosting.md"), Is.EqualTo(ReadmeFile.SourceBetweenMarks("web")));

    internal static void Program(string[] args)
    {
        // <web>
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddZmqNative().AddPublisher("updates", "tcp://*:5555");
        builder.Services.AddHealthChecks().AddZmqNative();
        WebApplication app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapPost("/send", async (string message, Publisher publisher) =>
        {
            await publisher.PublishTopicAsync("updates", message);
        });
        app.Run();
        // </web>
    }
}
