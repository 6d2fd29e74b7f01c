using ZmqNative.Perf;

// One program, two parts: the harness, and the workers that it starts to measure in, as libzmq's tools measure in theirs.
return args is ["worker", .. var worker]
    ? await WorkerHost.RunAsync(worker)
    : await Harness.RunAsync(PerfOptions.Parse(args));
