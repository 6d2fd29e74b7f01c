namespace ZmqNative.Packages.Tests;

/// <summary>Programs that are published for other platforms than this one.</summary>
internal sealed class OtherPlatformTests
{
    [TestCase("linux-arm")]
    [TestCase("freebsd-x64")]
    public async Task A_platform_without_a_native_is_named(string platform)
    {
        Consumer consumer = Consumer.Create(platform);
        string output = await consumer.PublishAsync("-r", platform, "--no-self-contained", "-p:UseAppHost=false");
        Assert.That(output, Does.Contain("warning ZMQ201").And.Contains($"no libzmq for {platform}").And.Contains("linux-x64"));
        Assert.That(Directory.GetFiles(consumer.Output, "libzmq*", SearchOption.AllDirectories), Is.Empty);
    }

    [TestCase("linux-musl-x64", "libzmq.so")]
    [TestCase("linux-musl-arm64", "libzmq.so")]
    [TestCase("linux-arm64", "libzmq.so")]
    [TestCase("win-x64", "libzmq.dll")]
    [TestCase("win-arm64", "libzmq.dll")]
    [TestCase("osx-x64", "libzmq.dylib")]
    [TestCase("osx-arm64", "libzmq.dylib")]
    public async Task A_platform_gets_its_own_native_or_none(string platform, string file)
    {
        Consumer consumer = Consumer.Create(platform);
        string output = await consumer.PublishAsync("-r", platform, "--no-self-contained", "-p:UseAppHost=false");
        string own = Path.Combine(Feed.Root, "native", "runtimes", platform, "native", file);
        string published = Path.Combine(consumer.Output, file);
        Assert.That(File.Exists(published), Is.EqualTo(File.Exists(own)), output);
        Assert.That(output.Contains($"no libzmq for {platform}", StringComparison.Ordinal), Is.Not.EqualTo(File.Exists(own)), output);
        if (File.Exists(own))
        {
            Assert.That(await File.ReadAllBytesAsync(published), Is.EqualTo(await File.ReadAllBytesAsync(own)));
        }
    }

    [Test]
    public async Task ZmqNativeStatic_for_a_platform_without_an_archive_is_refused_by_name()
    {
        Consumer consumer = Consumer.Create("static-other");
        await consumer.DotnetAsync("restore");
        (int code, string output) = await Command.RunAsync(
            consumer.Folder, "dotnet", "msbuild", "-t:_ZmqNativeLinkStatically", "-v:q", "-p:RuntimeIdentifier=linux-arm", $"-p:FeedVersion=[{Feed.Version}]",
            "-p:PublishAot=true", "-p:ZmqNativeStatic=true");
        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("error ZMQ202").And.Contains("linux-arm"));
    }
}
