using ZmqNative.Actors;

namespace ZmqNative.Perf;

/// <summary>A message to an <see cref="EchoActor"/>.</summary>
internal sealed record Echo(int Number) : IAsk<int>;

/// <summary>An actor that answers with the number that it gets, by a table of handlers or by an interface.</summary>
internal sealed class EchoActor : Actor<EchoActor>, IHandlers<EchoActor>, IHandle<Echo, int>, IEcho
{
    public static void Describe(HandlerTable<EchoActor> handlers) => handlers.Ask<Echo, int>();

    public ValueTask<int> HandleAsync(Echo message, ActorContext context) => new(message.Number);

    public ValueTask<int> EchoAsync(int number) => new(number);
}
