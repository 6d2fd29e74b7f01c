using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>Callers of one client, each of which awaits its reply before its next request.</summary>
internal sealed class RequestLanes(RequestClient client, byte[] body, int count)
{
    private readonly Task[] _lanes = new Task[count];

    public async Task AskAsync(int requests)
    {
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = AskInTurnAsync(requests / _lanes.Length);
        }

        foreach (Task lane in _lanes)
        {
            await lane;
        }
    }

    private async Task AskInTurnAsync(int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            using ReceivedMessage response = await client.RequestAsync(body);
        }
    }
}
