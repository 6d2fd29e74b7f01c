using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Benchmarks;

/// <summary>Set-up and clean-up that wait: BenchmarkDotNet's in-process toolchain goes on without awaiting the task of one.</summary>
internal static class Blocking
{
    [SuppressMessage("Usage", "VSTHRD002", Justification = "On a thread without a synchronization context, which waits for nothing else.")]
    public static void Run(Func<Task> action) => Task.Run(action).GetAwaiter().GetResult();
}
