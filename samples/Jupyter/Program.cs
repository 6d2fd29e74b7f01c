// dotnet run --project samples/Jupyter -- "print('hello')" "6 * 7"     runs Python in a Jupyter kernel; Ctrl+C interrupts it.
// It needs ipykernel (apt-get install python3-ipykernel). JUPYTER_PYTHON names a Python that has it, if python3 has not.
using ZmqNative.Samples.Jupyter;

using KernelProcess process = new(Environment.GetEnvironmentVariable("JUPYTER_PYTHON") is { Length: > 0 } chosen ? chosen : "python3");
await using KernelClient kernel = new(process.Connection);
Console.CancelKeyPress += (_, pressed) => pressed.Cancel = kernel.InterruptAsync() is not null;
KernelMessage info = await kernel.StartAsync();
Console.WriteLine($"{info.Content["implementation"]}, protocol {info.Content["protocol_version"]}, alive: {await kernel.IsAliveAsync()}");
foreach (string code in args)
{
    await foreach (KernelMessage output in kernel.ExecuteAsync(code))
    {
        Console.Write(output.Type switch
        {
            "stream" => output.Content["text"],
            "execute_result" => $"Out: {output.Content["data"]!["text/plain"]}\n",
            "error" => $"{output.Content["ename"]}: {output.Content["evalue"]}\n",
            _ => null,
        });
    }
}

_ = await kernel.ShutdownAsync();
