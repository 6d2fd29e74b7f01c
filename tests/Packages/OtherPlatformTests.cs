namespace ZmqNative.Packages.Tests;

/// <summary>Programs that are published for other platforms than this one.</summary>
internal sealed class OtherPlatformTests
{
    [TestCase("linux-arm")]
    [TestCase("freebsd-x64")]
    [TestCase("linux-bionic-x64")]
    [TestCase("linux-bionic-arm64")]
    [TestCase("android-x64")]
    public async Task A_platform_without_a_native_is_named(string platform)
    {
        Consumer consumer = Consumer.Create(platform);
        string output = await consumer.PublishAsync("-r", platform, "--no-self-contained", "-p:UseAppHost=false");
        Assert.That(output, Does.Contain("warning ZMQ201").And.Contains($"no libzmq for {platform}").And.Contains(Consumer.Platform));
        Assert.That(Directory.GetFiles(consumer.Output, "libzmq*", SearchOption.AllDirectories), Is.Empty);
    }

    [TestCase("linux-musl-x64", "libzmq.so")]
    [TestCase("linux-musl-arm64", "libzmq.so")]
    [TestCase("linux-arm64", "libzmq.so")]
    [TestCase("win-x64", "libzmq.dll")]
    [TestCase("win-arm64", "libzmq.dll")]
    [TestCase("osx-x64", "libzmq.dylib")]
    [TestCase("osx-arm64", "libzmq.dylib")]
    public Task A_platform_gets_its_own_native_or_none(string platform, string file) =>
        AssertOwnNativeOrNoneAsync(Consumer.Create(platform), platform, file);

    [TestCase("linux-musl-x64")]
    [TestCase("linux-musl-arm64")]
    public Task The_folder_of_the_packages_may_have_an_apostrophe_and_the_name_of_a_platform(string platform) =>
        AssertOwnNativeOrNoneAsync(
            Consumer.Create($"folder-{platform}"), platform, "libzmq.so", $"-p:RestorePackagesPath={Path.Combine(Feed.Folder, "runtimes", "linux-musl-x64's")}");

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

    private static async Task AssertOwnNativeOrNoneAsync(Consumer consumer, string platform, string file, params string[] arguments)
    {
        string output = await consumer.PublishAsync(["-r", platform, "--no-self-contained", "-p:UseAppHost=false", .. arguments]);
        string own = Path.Combine(Feed.Root, "native", "runtimes", platform, "native", file);
        string published = Path.Combine(consumer.Output, file);
        Assert.That(File.Exists(published), Is.EqualTo(File.Exists(own)), output);
        Assert.That(output.Contains($"no libzmq for {platform}", StringComparison.Ordinal), Is.Not.EqualTo(File.Exists(own)), output);
        if (File.Exists(own))
        {
            Assert.That(await File.ReadAllBytesAsync(published), Is.EqualTo(await File.ReadAllBytesAsync(own)));
        }
    }
}
