using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ZmqNative.Samples.Gateway.Tests.Attack;

/// <summary>A client that breaks HTTP, or asks for much and reads nothing. Its requests follow from the seed.</summary>
internal sealed class HttpAttacker(Uri address, int seed)
{
    private const string Post = "POST /send-message HTTP/1.1\r\nHost: ";

    private readonly Random _random = new(seed);

    /// <summary>The requests that were answered with a status of 400 to 499.</summary>
    public int Refused { get; private set; }

    /// <summary>Sends a request that is broken in one way or another.</summary>
    public async Task SendMalformedAsync(CancellationToken cancellationToken)
    {
        string request = _random.Next(10) switch
        {
            0 => "GET\r\n\r\n",
            1 => $"GET / HTTP/9.9\r\nHost: {address.Authority}\r\n\r\n",
            2 => $"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            3 => $"{Post}{address.Authority}\r\nContent-Length: -1\r\n\r\n",
            4 => $"{Post}{address.Authority}\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\n",
            5 => $"{Post}{address.Authority}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            6 => $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n",
            7 => $"GET / HTTP/1.1\r\nHost: {address.Authority}\r\n{Headers(200)}\r\n",
            8 => $"{Post}{address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
            _ => $"GET /events HTTP/1.1\r\nHost: \0\r\nLast-Event-ID: {new string('-', 9)}\r\n\r\n",
        };
        await ExchangeAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
    }

    /// <summary>Sends random bytes.</summary>
    public Task SendRandomAsync(CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[_random.Next(1, 2000)];
        _random.NextBytes(bytes);
        return ExchangeAsync(bytes, cancellationToken);
    }

    /// <summary>Sends a body that is larger than any message may be, announced or in chunks.</summary>
    public Task SendOversizedAsync(CancellationToken cancellationToken)
    {
        string type = _random.Next(3) switch
        {
            0 => "application/json",
            1 => "application/x-www-form-urlencoded",
            _ => "multipart/form-data; boundary=b",
        };
        string body = type[0] == 'm' ? $"--b\r\nContent-Disposition: form-data; name=message\r\n\r\n{new string('x', 600_000)}\r\n--b--"
            : type.EndsWith("json", StringComparison.Ordinal) ? new string('[', 600_000)
            : $"message={new string('x', 600_000)}";
        string head = $"{Post}{address.Authority}\r\nContent-Type: {type}\r\n";
        string request = _random.Next(2) == 0
            ? $"{head}Content-Length: {body.Length}\r\n\r\n{body}"
            : string.Create(CultureInfo.InvariantCulture, $"{head}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n");
        return ExchangeAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
    }

    /// <summary>Opens connections that ask for a path and read nothing, and closes them after a while.</summary>
    public async Task HoldAsync(string path, int connections, CancellationToken cancellationToken)
    {
        List<TcpClient> clients = [];
        try
        {
            for (int i = 0; i < connections; i++)
            {
                TcpClient client = new() { ReceiveBufferSize = 4096, LingerState = new LingerOption(_random.Next(2) == 0, 0) };
                clients.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
                await client.GetStream().WriteAsync(
                    Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"), cancellationToken);
            }

            // Until the first bytes of the last one: all have been served, or refused.
            await clients[^1].GetStream().ReadExactlyAsync(new byte[10], cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Refused, or ended by the other side, as it may.
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    private string Headers(int count)
    {
        StringBuilder headers = new();
        for (int i = 0; i < count; i++)
        {
            headers.Append(CultureInfo.InvariantCulture, $"X-{i}: {_random.Next()}\r\n");
        }

        return headers.ToString();
    }

    // Sends, ends its side, and reads the answer to the end.
    private async Task ExchangeAsync(byte[] request, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
            NetworkStream stream = client.GetStream();
            Task sending = SendAsync(client, request, cancellationToken);
            using StreamReader reader = new(stream, Encoding.Latin1);
            string answer = await reader.ReadToEndAsync(cancellationToken);
            Refused += answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) ? 1 : 0;
            await sending;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The other side has ended the connection before it had read all.
        }
    }

    private static async Task SendAsync(TcpClient client, byte[] request, CancellationToken cancellationToken)
    {
        await client.GetStream().WriteAsync(request, cancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
    }
}
