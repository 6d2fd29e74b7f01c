using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>Clients that ask for the list of messages and do not read it.</summary>
public sealed class SlowReaderTests : GatewayTest
{
    private const int Readers = 10;
    private const int Kept = 250;
    private const long MostBytes = 40_000_000;

    [Test]
    public async Task Ten_slow_readers_hold_a_bounded_number_of_bytes_and_others_are_served()
    {
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            time, Limit, $"BufferSize={Kept}", "BufferBytes=20000000", $"MaxListBytes={MostBytes}", $"MaxLists={Readers}");
        ListLimiter lists = gateway.Get<ListLimiter>();
        List<TcpClient> slow = [];
        int answered = 0;
        for (int i = 0; i < Readers; i++)
        {
            // Each reader gets messages that no other one has: the worst case.
            Fill(gateway, i);
            TcpClient reader = await AskAsync(gateway);
            slow.Add(reader);
            string status = await StatusOf(reader);
            answered += status.EndsWith("200 OK", StringComparison.Ordinal) ? 1 : 0;
            Assert.That(status, Does.EndWith("200 OK").Or.EndWith("503 Service Unavailable"));
            Assert.That(lists.Bytes, Is.LessThanOrEqualTo(MostBytes));
        }

        await TestContext.Out.WriteLineAsync($"{answered} of {Readers} answered, {lists.Open} lists hold {lists.Bytes:N0} bytes");
        Assert.That((lists.Refused, lists.Ended), Is.EqualTo(((long)Readers - answered, 0L)));
        Assert.That(lists.Refused, Is.Positive);
        Fill(gateway, Readers);
        using (HttpResponseMessage refused = await gateway.Client.GetAsync("/received-messages", Limit))
        {
            JsonElement problem = await ProblemOf(refused, HttpStatusCode.ServiceUnavailable);
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(ListLimiter.Grace));
            Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("Gateway:MaxListBytes").And.Contain($"{MostBytes}"));
        }

        // A client that comes after the time that the readers have is served, and the connections of the slowest are closed.
        time.Advance(ListLimiter.Grace);
        JsonElement list = await gateway.Client.GetFromJsonAsync<JsonElement>("/received-messages", Limit);
        Assert.That(list.GetProperty("messages").GetArrayLength(), Is.EqualTo(Kept));
        Assert.That(lists.Ended, Is.Positive);
        Assert.That(await EndOf(slow[0]), Does.Not.EndWith("0\r\n\r\n"));

        slow.ForEach(static reader => reader.Dispose());
        await Eventually(() => lists.Open == 0, "the end of all lists");
        Assert.That(lists.Bytes, Is.Zero);
    }

    private async Task<TcpClient> AskAsync(RunningGateway gateway)
    {
        TcpClient client = new() { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, gateway.Address.Port, Limit);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /received-messages HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\n\r\n"), Limit);
        return client;
    }

    // The first line of an answer, byte by byte: the rest stays in the connection.
    private async Task<string> StatusOf(TcpClient client)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await client.GetStream().ReadAsync(one, Limit) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd();
    }

    // The last text before the connection ends, in order or by a reset.
    private async Task<string> EndOf(TcpClient client)
    {
        byte[] buffer = new byte[65536];
        string last = "";
        try
        {
            int length;
            while ((length = await client.GetStream().ReadAsync(buffer, Limit)) > 0)
            {
                last = Encoding.ASCII.GetString(buffer, Math.Max(0, length - 16), Math.Min(16, length));
            }
        }
        catch (IOException)
        {
            // The reset of a connection whose answer was not sent whole.
        }

        return last;
    }

    private static void Fill(RunningGateway gateway, int round)
    {
        string text = new('x', 60_000);
        for (int i = 0; i < Kept; i++)
        {
            gateway.Receive($"\"{round}/{i} {text}\"");
        }
    }
}
