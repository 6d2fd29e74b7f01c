using System.Net.Sockets;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative.Tests.Faults;

/// <summary>One direction of a connection through a <see cref="FaultyRelay"/>.</summary>
internal sealed class RelayDirection(NetSocket from, NetSocket to, RelayFaults faults, Random random, FaultyRelay relay, Action reset)
{
    private const int BufferSize = 16 * 1024;

    private long _untilReset = Next(random, faults.ResetAfter);
    private long _untilCorrupt = Next(random, faults.CorruptAfter);

    /// <summary>Passes bytes on until the connection ends. Does not throw.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            while (true)
            {
                int count = await from.ReceiveAsync(buffer.AsMemory(), ended);
                await relay.WhenOpenAsync(ended);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                if (faults.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(faults.Delay, ended);
                }

                if (!await PassAsync(buffer.AsMemory(0, count), ended))
                {
                    reset();
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the ends has closed the connection, or the relay has.
            reset();
        }
    }

    /// <summary>Passes bytes on.</summary>
    /// <returns>False if the connection is to be reset now.</returns>
    private async Task<bool> PassAsync(Memory<byte> bytes, CancellationToken ended)
    {
        bool resets = faults.ResetAfter > 0 && _untilReset <= bytes.Length;
        if (resets)
        {
            bytes = bytes[..(int)_untilReset];
        }

        _untilReset -= bytes.Length;
        if (faults.CorruptAfter > 0)
        {
            Corrupt(bytes.Span);
        }

        int step = faults.SplitsToBytes ? 1 : Math.Max(1, bytes.Length);
        for (int i = 0; i < bytes.Length; i += step)
        {
            _ = await to.SendAsync(bytes.Slice(i, step), ended);
            relay.CountPassed(step);
        }

        return !resets;
    }

    private void Corrupt(Span<byte> bytes)
    {
        int position = 0;
        while (_untilCorrupt <= bytes.Length - position)
        {
            position += (int)_untilCorrupt;
            bytes[position - 1] ^= (byte)(1 + random.Next(255));
            relay.CountCorrupted();
            _untilCorrupt = Next(random, faults.CorruptAfter);
        }

        _untilCorrupt -= bytes.Length - position;
    }

    private static long Next(Random random, int mean) => mean <= 0 ? long.MaxValue : Math.Max(1, random.NextInt64(mean / 2, mean + (mean / 2) + 1));
}
