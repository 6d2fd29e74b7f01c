using ZmqNative.Perf;

// One program with two parts: the harness, and the worker processes that it starts for the measurements.
return args is ["worker", .. var worker]
    ? await WorkerHost.RunAsync(worker)
    : await Harness.RunAsync(PerfOptions.Parse(args));
