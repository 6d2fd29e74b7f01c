using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Samples.ClusterOrders;

/// <summary>An actor whose state is in the store: another broker that takes the key over loads it from there.</summary>
/// <param name="key">The address of the actor.</param>
/// <param name="store">The store.</param>
/// <param name="type">The contract of the state.</param>
internal abstract class StoredActor<TState>(string key, RequestClient store, JsonTypeInfo<TState> type) : TypedActor
    where TState : class
{
    protected TState? State { get; private set; }

    public override async ValueTask OnStartedAsync(ActorContext context)
    {
        string json = await store.RequestAsync($"load {key}", cancellationToken: context.Stopping);
        State = json.Length > 0 ? JsonSerializer.Deserialize(json, type) : null;
    }

    /// <summary>Saves a state before it counts.</summary>
    /// <exception cref="InvalidOperationException">Another broker owns the key already. The asker gets the failure, and asks again.</exception>
    protected async ValueTask SaveAsync(TState state)
    {
        string outcome = await store.RequestAsync($"save {key} {Context.Fence} {JsonSerializer.Serialize(state, type)}", cancellationToken: Context.Stopping);
        State = outcome == FencedStore.Saved ? state : throw new InvalidOperationException($"{key} has another owner.");
    }
}
