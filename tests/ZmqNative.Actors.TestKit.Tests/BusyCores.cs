namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>A thread for each core that computes until it is disposed, so that all others are interrupted at any step.</summary>
internal sealed class BusyCores : IDisposable
{
    private volatile bool _ended;

    public BusyCores()
    {
        for (int i = 0; i < Environment.ProcessorCount; i++)
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
