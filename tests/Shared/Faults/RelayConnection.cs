using System.Net;
using System.Net.Sockets;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative.Tests.Faults;

/// <summary>One connection through a <see cref="FaultyRelay"/>: the accepted socket, and the one that is connected to the target.</summary>
internal sealed class RelayConnection(NetSocket accepted, FaultyRelay relay, RelayFaults faults, int seed) : IDisposable
{
    private readonly NetSocket _target = new(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Closes a socket with a reset (RST).</summary>
    public static void Reset(NetSocket socket)
    {
        try
        {
            // Closed with a linger time of 0 it sends a reset.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer has reset it already.
        }

        socket.Dispose();
    }

    /// <summary>Connects to the target and passes bytes on until the connection ends. Does not throw.</summary>
    public async Task RunAsync(string target)
    {
        try
        {
            await _target.ConnectAsync(IPEndPoint.Parse(target["tcp://".Length..]), _ended.Token);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Nothing listens there now: the end that connects is to try again.
            Reset();
            return;
        }

        RelayDirection forward = new(accepted, _target, faults, new Random(seed * 2), relay, Reset);
        RelayDirection backward = new(_target, accepted, faults, new Random((seed * 2) + 1), relay, Reset);
        await Task.WhenAll(forward.RunAsync(_ended.Token), backward.RunAsync(_ended.Token));
    }

    /// <summary>Ends both sockets with a reset.</summary>
    public void Reset()
    {
        Reset(accepted);
        Reset(_target);
        _ended.Cancel();
    }

    /// <summary>Ends both sockets in order.</summary>
    public void Close()
    {
        accepted.Dispose();
        _target.Dispose();
        _ended.Cancel();
    }

    public void Dispose()
    {
        accepted.Dispose();
        _target.Dispose();
        _ended.Dispose();
    }
}
