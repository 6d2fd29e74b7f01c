using System.Collections.Concurrent;

namespace ZmqNative.Interleavings;

/// <summary>
/// A thread of the system that runs controlled threads, one after the other. Starting one for each would take most of the time.
/// </summary>
internal sealed class Worker
{
    private static readonly ConcurrentBag<Worker> Idle = [];

    private readonly SemaphoreSlim _given = new(0);
    private ControlledThread? _thread;

    private Worker() => new System.Threading.Thread(Loop) { IsBackground = true, Name = "Interleavings" }.Start();

    public static void Run(ControlledThread thread)
    {
        Worker worker = Idle.TryTake(out Worker? idle) ? idle : new Worker();
        worker._thread = thread;
        _ = worker._given.Release();
    }

    private void Loop()
    {
        while (true)
        {
            _given.Wait();
            ControlledThread thread = _thread!;
            thread.Schedule.RunThread(thread);
            Idle.Add(this);
        }
    }
}
