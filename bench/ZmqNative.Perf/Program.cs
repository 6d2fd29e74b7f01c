using ZmqNative.Perf;

// One program with two parts: the harness, and the worker processes that it starts for the measurements.
if (args is ["worker", .. var worker])
{
    return await WorkerHost.RunAsync(worker);
}

if (args is ["--help" or "-h"])
{
    Console.WriteLine($"Measures this library against libzmq's own tools, in turn. Options: {PerfOptions.All}.");
    return 0;
}

try
{
    return await Harness.RunAsync(PerfOptions.Parse(args));
}
catch (ArgumentException wrong) when (wrong.ParamName == "args")
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
