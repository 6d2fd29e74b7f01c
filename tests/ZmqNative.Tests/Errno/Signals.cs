using System.Runtime.InteropServices;

namespace ZmqNative.Tests;

/// <summary>Sends signals to single threads of this process. For 64-bit Linux only.</summary>
internal static unsafe partial class Signals
{
    /// <summary>A signal that the runtime does not use.</summary>
    private const int SIGUSR2 = 12;

    /// <summary>Makes the signal interrupt system calls and do nothing else.</summary>
    public static void Install()
    {
        // The handler runs at any instruction, so it must be neither managed nor call anything. C's abs takes an int, as a
        // handler does, and has no effect. Without SA_RESTART the kernel gives EINTR for every call that waits.
        SignalAction action = default;
        action.Handler = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "abs");
        Assert.That(sigaction(SIGUSR2, &action, null), Is.Zero);
    }

    /// <summary>The id of the calling thread; valid until it ends.</summary>
    public static nint CurrentThread() => pthread_self();

    /// <summary>Sends the signal to one thread, which must be alive.</summary>
    public static void Send(nint thread) => Assert.That(pthread_kill(thread, SIGUSR2), Is.Zero);

    [LibraryImport("libc")]
    private static partial int sigaction(int signum, SignalAction* act, SignalAction* oldact);

    [LibraryImport("libc")]
    private static partial nint pthread_self();

    [LibraryImport("libc")]
    private static partial int pthread_kill(nint thread, int sig);

    // struct sigaction of glibc and musl on 64 bits.
    [StructLayout(LayoutKind.Sequential)]
    private struct SignalAction
    {
        public nint Handler;
        public fixed ulong Mask[16];
        public int Flags;
        public nint Restorer;
    }
}
