using System.Runtime.InteropServices;
using ZmqTool;

// The first signal ends the work, with a summary; the second one ends the process.
using CancellationTokenSource interrupted = new();
Action<PosixSignalContext> interrupt = context =>
{
    if (!interrupted.IsCancellationRequested)
    {
        context.Cancel = true;
        interrupted.Cancel();
    }
};
using PosixSignalRegistration interruptSignal = PosixSignalRegistration.Create(PosixSignal.SIGINT, interrupt);
using PosixSignalRegistration endSignal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, interrupt);

return await new Tool(ToolConsole.ForProcess()).RunAsync(args, interrupted.Token);
