using System.Runtime.ExceptionServices;

namespace ZmqNative.Tests;

/// <summary>A thread whose failure fails the test. It stays alive, for late signals, until it is joined.</summary>
internal sealed class TestThread : IDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private readonly Thread _thread;
    private readonly ManualResetEventSlim _started = new();
    private readonly ManualResetEventSlim _mayEnd = new();
    private ExceptionDispatchInfo? _failure;

    public TestThread(Action action)
    {
        _thread = new Thread(() => Run(action)) { IsBackground = true };
        _thread.Start();
        Assert.That(_started.Wait(Generous), Is.True, "the thread does not start");
    }

    /// <summary>The id of the thread for <see cref="Signals.Send"/>; on Linux only.</summary>
    public nint SignalId { get; private set; }

    /// <summary>Waits for the thread's end and throws what it threw.</summary>
    public void Join()
    {
        _mayEnd.Set();
        Assert.That(_thread.Join(Generous), Is.True, "the thread hangs");
        _failure?.Throw();
    }

    public void Dispose()
    {
        _mayEnd.Set();
        if (_thread.Join(Generous))
        {
            _started.Dispose();
            _mayEnd.Dispose();
        }
    }

    private void Run(Action action)
    {
        if (OperatingSystem.IsLinux())
        {
            SignalId = Signals.CurrentThread();
        }

        _started.Set();
        try
        {
            action();
        }
#pragma warning disable CA1031 // Join reports it on the test's own thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        _mayEnd.Wait();
    }
}
