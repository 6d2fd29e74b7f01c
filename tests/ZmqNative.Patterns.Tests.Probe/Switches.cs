using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.Probe;

/// <summary>The effects of the runtime's switches, in every build of ZmqNative.</summary>
internal static class Switches
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    /// <summary>Uses a socket on a thread while another thread is in a call on it.</summary>
    public static void CheckThreads(Action<string> say)
    {
        AppContext.SetSwitch("ZmqNative.CheckThreads", true);
        using Context context = new();
        using Socket socket = context.CreateSocket(SocketType.Pull);
        socket.Bind("inproc://threads");
        Thread blocked = new(() => ReceiveUntilTheEnd(socket));
        blocked.Start();
        string? refusal = null;
        _ = SpinWait.SpinUntil(() => (refusal = Refusal(socket)) is not null, Generous);
        say(refusal ?? "not refused");
        context.Shutdown();
        _ = blocked.Join(Generous);
    }

    /// <summary>Creates a frame, and does not dispose it.</summary>
    public static void ReportLeaks(Action<string> say, bool isOn)
    {
        AppContext.SetSwitch("ZmqNative.ReportLeaks", isOn);
        using ReportListener reports = new();
        Trace.Listeners.Add(reports);
        CreateWithoutDisposing();
        bool reported = SpinWait.SpinUntil(
            () =>
            {
#pragma warning disable RS0030 // A finalizer is the subject.
                GC.Collect();
#pragma warning restore RS0030
                GC.WaitForPendingFinalizers();
                return reports.Text is not null;
            },
            isOn ? Generous : TimeSpan.FromMilliseconds(200));
        say($"reported: {reported}, with the method: {reports.Text?.Contains(nameof(CreateWithoutDisposing), StringComparison.Ordinal) ?? false}");
    }

    private static void ReceiveUntilTheEnd(Socket socket)
    {
        while (true)
        {
            try
            {
                socket.Receive().Dispose();
            }
            catch (InvalidOperationException)
            {
                // The other thread was in its call first.
            }
            catch (ContextTerminatedException)
            {
                return;
            }
        }
    }

    private static string? Refusal(Socket socket)
    {
        try
        {
            _ = socket.Events;
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CreateWithoutDisposing()
    {
        // Disposed frames are no leaks.
        Frame.Copy("disposed"u8).Dispose();
#pragma warning disable ZMQ002 // The leak that is to be reported.
        _ = Frame.Copy("forgotten"u8);
#pragma warning restore ZMQ002
    }

    private sealed class ReportListener : TraceListener
    {
        public string? Text { get; private set; }

        public override void Write(string? message)
        {
            // The header of a line of the listener.
        }

        public override void WriteLine(string? message) => Text = message;
    }
}
