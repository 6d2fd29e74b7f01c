namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>Threads that compute until they are disposed, one for each core, so that all others are interrupted at any step.</summary>
internal sealed class BusyCores : IDisposable
{
    private volatile bool _ended;

    public BusyCores(int threads)
    {
        for (int i = 0; i < threads; i++)
        {
            new Thread(Burn) { IsBackground = true }.Start();
        }
    }

    public void Dispose() => _ended = true;

    private void Burn()
    {
        while (!_ended)
        {
            Thread.SpinWait(1000);
        }
    }
}
