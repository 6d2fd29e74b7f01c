namespace ZmqNative.Packages.Tests;

/// <summary>The templates are installed from the packed folder; what they create is built without a warning, and both of its sides run.</summary>
internal sealed class TemplateTests
{
    private static string Hive => Path.Combine(Feed.Folder, "hive");

    [OneTimeSetUp]
    public async Task InstallAsync() => await Command.DotnetAsync(
        Feed.Folder, "new", "install", Path.Combine(Feed.Packages, $"ZmqNative.Templates.{Feed.Version}.nupkg"), "--debug:custom-hive", Hive);

    [Test]
    public async Task A_worker_handles_the_jobs_of_the_other_side()
    {
        CreatedProgram program = await CreatedProgram.CreateAsync("zmq-worker", Hive);
        await using RunningProgram jobs = program.Start("try", "tcp://127.0.0.1:*");
        string endpoint = await jobs.WaitForAsync(@"^Jobs at (?<value>\S+), ");
        await using RunningProgram worker = program.Start($"--ZmqNative:Pullers:jobs:Endpoints={endpoint}");
        await worker.WaitForAsync("Job 3, resize 3.png, is done.");
        await jobs.WaitForAsync("^Job 3 is acknowledged.$");
        Assert.That(await jobs.WaitForEndAsync(), Is.Zero);
        Assert.That(await worker.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task A_service_answers_publishes_and_is_healthy()
    {
        CreatedProgram program = await CreatedProgram.CreateAsync("zmq-service", Hive);
        await using RunningProgram service = program.Start(
            "--urls=http://127.0.0.1:0",
            "--ZmqNative:ReplyServers:orders:Endpoints=tcp://127.0.0.1:*",
            "--ZmqNative:Publishers:receipts:Endpoints=tcp://127.0.0.1:*");
        string url = await service.WaitForAsync(@"Now listening on: (?<value>\S+)");
        string[] endpoints = (await service.WaitForAsync(@"Orders at (?<value>\S+, receipts at \S+)\.$")).Split(", receipts at ");
        string[] lines = await program.RunAsync(["try", .. endpoints]);
        Assert.That(lines[0], Is.EqualTo("Receipt: Receipt { Item = tea, Count = 3, Total = 7.5 }"));
        Assert.That(lines[1], Is.EqualTo("BadRequest: The count has to be 1 or more."));
        Assert.That(lines[2], Does.StartWith("Published: Receipt { Item = "));
        using HttpClient client = new();
        Assert.That(await client.GetStringAsync(new Uri($"{url}/health")), Is.EqualTo("Healthy"));
        Assert.That(await service.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task Actors_are_reached_from_another_process()
    {
        CreatedProgram program = await CreatedProgram.CreateAsync("zmq-actors", Hive);
        await using RunningProgram broker = program.Start("--ZmqNative:Brokers:shop:Endpoints=tcp://127.0.0.1:*");
        string endpoint = await broker.WaitForAsync(@"Actors at (?<value>\S+)\.$");
        string[] lines = await program.RunAsync("try", endpoint);
        await broker.WaitForAsync("Order 42: urgent");
        Assert.That(lines[0], Is.EqualTo("With 3 tea: 7.5"));
        Assert.That(lines[1], Is.EqualTo("With 1 book: 19.5"));
        Assert.That(lines[^1], Is.EqualTo("A new instance after the failure: 0"));
        Assert.That(await broker.StopAsync(), Is.Zero);
    }
}
