using System.Runtime.InteropServices;
using ZmqNative;

namespace Tour.Far;

/// <summary>The second process: it runs when the tour is started with the hidden argument.</summary>
internal static class FarProcess
{
    public const string Word = "peer";

    public static async Task<int> RunAsync(string controlEndpoint)
    {
        // Ctrl-C reaches every process of the terminal. The first process decides; this one ends when that one does.
        using PosixSignalRegistration interrupt =
            PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);

        using Context context = new();
        await FarSide.ServeAsync(context, controlEndpoint, EndWithParent(context));
        return ExitCode.Success;
    }

    // The parent holds the other end of standard input: however it ends, the system closes it.
    private static CancellationToken EndWithParent(Context context)
    {
        CancellationTokenSource ended = new();
        Thread watch = new(() =>
        {
            _ = Console.OpenStandardInput().ReadByte();
            ended.Cancel();
            context.Shutdown();
        })
        {
            IsBackground = true,
            Name = "Tour parent watch",
        };
        watch.Start();
        return ended.Token;
    }
}
