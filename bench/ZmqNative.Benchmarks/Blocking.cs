using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Benchmarks;

/// <summary>Set-up and clean-up that block: BenchmarkDotNet's in-process toolchain does not await their tasks.</summary>
internal static class Blocking
{
    [SuppressMessage("Usage", "VSTHRD002", Justification = "On a thread without a synchronization context, which waits for nothing else.")]
    public static void Run(Func<Task> action) => Task.Run(action).GetAwaiter().GetResult();
}
