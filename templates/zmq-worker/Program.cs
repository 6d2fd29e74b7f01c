using ZmqWorker;

if (args is ["try", ..])
{
    // The side that has the jobs, to try the worker. Remove it together with Try.cs.
    await Try.PushJobsAsync(args.ElementAtOrDefault(1) ?? "tcp://127.0.0.1:5560");
    return;
}

// The endpoints and options of "jobs" are in appsettings.json.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddZmqNative(builder.Configuration)
    .AddPuller<JobHandler, Job>(JobJson.Default.Job, name: "jobs");
builder.Build().Run();
