namespace ZmqNative.Actors.Tests.AotProbe;

/// <summary>An actor with a handler for each type, which fails when it gets a negative number.</summary>
internal sealed class Adder(string key) : Actor<Adder>, IHandlers<Adder>, IHandle<Add>, IHandle<GetSum, Sum>
{
    private int _sum;

    public static void Describe(HandlerTable<Adder> handlers) => handlers.Tell<Add>().Ask<GetSum, Sum>();

    public ValueTask HandleAsync(Add message, ActorContext context)
    {
        if (message.Number < 0)
        {
            throw new FormatException("negative");
        }

        _sum += message.Number;
        return default;
    }

    public ValueTask<Sum> HandleAsync(GetSum message, ActorContext context) => new(new Sum(key, _sum));
}
