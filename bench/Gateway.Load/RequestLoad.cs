using System.Diagnostics;

namespace ZmqNative.Gateway.Load;

/// <summary>Sends requests over several connections at once, each as soon as the one before was answered.</summary>
internal sealed class RequestLoad(Uri address, LoadOptions options, string text) : IDisposable
{
    private readonly SocketsHttpHandler _handler = new() { MaxConnectionsPerServer = options.Connections };
    private int _next;

    public double[] Milliseconds { get; } = new double[options.Requests];

    /// <returns>The total time.</returns>
    /// <exception cref="HttpRequestException">A request was not answered with success.</exception>
    public async Task<TimeSpan> RunAsync()
    {
        using HttpClient client = new(_handler, disposeHandler: false) { BaseAddress = address };
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => SendAsync(client))));
        return Stopwatch.GetElapsedTime(start);
    }

    public void Dispose() => _handler.Dispose();

    private async Task SendAsync(HttpClient client)
    {
        for (int i = Interlocked.Increment(ref _next) - 1; i < options.Requests; i = Interlocked.Increment(ref _next) - 1)
        {
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await client.PostAsync($"/send-message?message={text}-{i}", null);
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(Stream.Null);
            Milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }
}
