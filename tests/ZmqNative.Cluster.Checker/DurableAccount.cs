namespace ZmqNative.Cluster.Checker;

/// <summary>An actor whose durable tells have effects in the store of the check.</summary>
/// <param name="id">The key.</param>
/// <param name="store">The connection to the store.</param>
internal sealed class DurableAccount(string id, RequestClient store) : Actor
{
    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        string outcome = await store.RequestAsync(
            $"effect {id} {message} {EffectStamp.Of(context)}", timeout: TimeSpan.FromSeconds(30), cancellationToken: context.Stopping);
        if (outcome == nameof(EffectDecision.Refuse))
        {
            throw new InvalidOperationException($"The key {id} has another owner.");
        }
    }
}
