using System.Net;
using System.Net.Sockets;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Patterns.Tests.Faults;

/// <summary>The relay that other tests inject faults with.</summary>
public sealed class FaultyRelayTests : PatternsTest
{
    private static readonly byte[] Sent = [.. Enumerable.Range(0, 5000).Select(static i => (byte)(i * 31))];

    [Test]
    public async Task Bytes_pass_unchanged_delayed_or_one_by_one([Values] bool splits, [Values(0, 5)] int delay)
    {
        RelayFaults faults = new() { SplitsToBytes = splits, Delay = TimeSpan.FromMilliseconds(delay) };
        (byte[] received, _, _) = await PassAsync(faults, seed: 1);
        Assert.That(received, Is.EqualTo(Sent));
    }

    [Test]
    public async Task The_same_bytes_are_changed_with_the_same_seed()
    {
        RelayFaults faults = new() { CorruptAfter = 500 };
        (byte[] first, long changed, _) = await PassAsync(faults, seed: 7);
        (byte[] again, _, _) = await PassAsync(faults with { SplitsToBytes = true }, seed: 7);
        (byte[] other, _, _) = await PassAsync(faults, seed: 8);

        Assert.That(first, Is.EqualTo(again));
        Assert.That(first, Is.Not.EqualTo(other));
        Assert.That(first.Where(static (b, i) => b != Sent[i]).Count(), Is.EqualTo(changed).And.InRange(5, 20));
    }

    [Test]
    public async Task A_connection_is_reset_after_the_same_byte_with_the_same_seed()
    {
        RelayFaults faults = new() { ResetAfter = 1000 };
        (_, _, long first) = await PassAsync(faults, seed: 3);
        (_, _, long again) = await PassAsync(faults with { SplitsToBytes = true }, seed: 3);

        Assert.That(first, Is.EqualTo(again).And.InRange(500, 1500));
    }

    [Test]
    public async Task A_paused_relay_keeps_the_connection_and_passes_everything_on_later()
    {
        using TcpListener target = Listen();
        await using FaultyRelay relay = FaultyRelay.To($"tcp://{target.LocalEndpoint}");
        using TcpClient client = await ConnectAsync(relay);
        using TcpClient server = await target.AcceptTcpClientAsync(Limit);
        relay.Pause();
        await client.GetStream().WriteAsync(Sent, Limit);
        long before = relay.Passed;
        Task<byte[]> read = ReadAsync(server, Sent.Length);
        Assert.That((read.IsCompleted, before), Is.EqualTo((false, 0L)));

        relay.Resume();

        Assert.That(await read, Is.EqualTo(Sent));
        Assert.That(relay.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Connections_are_refused_and_allowed_again()
    {
        using TcpListener target = Listen();
        await using FaultyRelay relay = FaultyRelay.To($"tcp://{target.LocalEndpoint}");
        using TcpClient client = await ConnectAsync(relay);
        await relay.WaitForAcceptedAsync(1, Limit);
        relay.Refuse();
        await relay.WaitForConnectionsAsync(0, Limit);
        Assert.That(await ReadRefusedAsync(relay), Is.Empty);

        relay.Allow();
        using TcpClient again = await ConnectAsync(relay);
        await relay.WaitForAcceptedAsync(2, Limit);
        Assert.That(relay.Accepted, Is.EqualTo(2));
    }

    private static TcpListener Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private async Task<TcpClient> ConnectAsync(FaultyRelay relay)
    {
        TcpClient client = new();
        await client.ConnectAsync(IPEndPoint.Parse(relay.Endpoint["tcp://".Length..]), Limit);
        return client;
    }

    // The reset of a refused connection comes after its connect, or before that has returned.
    private async Task<byte[]> ReadRefusedAsync(FaultyRelay relay)
    {
        try
        {
            using TcpClient refused = await ConnectAsync(relay);
            return await ReadAsync(refused, 1);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset)
        {
            return [];
        }
    }

    private async Task<(byte[] Received, long Changed, long Passed)> PassAsync(RelayFaults faults, int seed)
    {
        using TcpListener target = Listen();
        await using FaultyRelay relay = FaultyRelay.To($"tcp://{target.LocalEndpoint}", seed);
        relay.Faults = faults;
        using TcpClient client = await ConnectAsync(relay);
        using TcpClient server = await target.AcceptTcpClientAsync(Limit);
        try
        {
            await client.GetStream().WriteAsync(Sent, Limit);
        }
        catch (IOException)
        {
            // Reset meanwhile.
        }

        // A reset discards what the server has not read, so that the number of received bytes is not certain then.
        byte[] received = await ReadAsync(server, Sent.Length);
        return (received, relay.Corrupted, relay.Passed);
    }

    // Reads so many bytes, or those before the end of the connection.
    private async Task<byte[]> ReadAsync(TcpClient client, int count)
    {
        byte[] buffer = new byte[count];
        int length = 0;
        try
        {
            while (length < count && await client.GetStream().ReadAsync(buffer.AsMemory(length), Limit) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (IOException)
        {
            // Reset.
        }

        return buffer[..length];
    }
}
