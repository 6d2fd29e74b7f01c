namespace ZmqNative.Soak;

/// <summary>A pair of which one end sends and the other one receives.</summary>
internal sealed class PairLoad(SoakSetting setting, LinkKind kind, bool security = false) : OneWayLoad(setting, "pair", kind, security)
{
    protected override OneWayEnds MakeEnds(Link link, SequenceChecker seen)
    {
        PairServer server = new(link.Bound, Binding(new PairOptions()));
        PairClient client = new(link.To(server.LastEndpoint), Connecting(new PairOptions()));
        _ = ReceiveAsync(server, seen);
        return new OneWayEnds(client, server, (text, cancellationToken) => client.SendAsync(text, cancellationToken), static _ => default);
    }

    private async Task ReceiveAsync(PairServer server, SequenceChecker seen)
    {
        try
        {
            await foreach (ReceivedMessage message in server.ReadAllAsync())
            {
                seen.Add(message.Text);
            }
        }
        catch (Exception exception) when (exception is not ObjectDisposedException)
        {
            Ledger.Fail(exception.ToString());
        }
        catch (ObjectDisposedException)
        {
            // The round has ended.
        }
    }
}
