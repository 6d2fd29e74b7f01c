using System.Net.ServerSentEvents;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>Reads <c>/events</c> as a browser does.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;
    private readonly SseParser<string> _parser;

    private EventReader(HttpResponseMessage response, Stream stream, CancellationToken cancellationToken)
    {
        _response = response;
        _parser = SseParser.Create(stream);
        _events = _parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    public HttpResponseMessage Response => _response;

    public string LastEventId => _parser.LastEventId;

    public static async Task<EventReader> OpenAsync(HttpClient client, CancellationToken cancellationToken, string? lastEventId = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Returns the next event of a kind; others are skipped.</summary>
    public async Task<JsonElement> NextAsync(string kind)
    {
        while (await _events.MoveNextAsync())
        {
            if (_events.Current.EventType == kind)
            {
                return JsonDocument.Parse(_events.Current.Data).RootElement;
            }
        }

        throw new AssertionException($"The stream ended without {kind}.");
    }

    /// <summary>Returns the kind of the next event.</summary>
    public async Task<string> NextKindAsync() => await _events.MoveNextAsync()
        ? _events.Current.EventType
        : throw new AssertionException("The stream ended.");

    /// <summary>Reads to the end.</summary>
    public async Task DrainAsync()
    {
        while (await _events.MoveNextAsync())
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _response.Dispose();
    }
}
