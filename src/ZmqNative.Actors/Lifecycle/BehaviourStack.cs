namespace ZmqNative.Actors;

/// <summary>The handlers that <see cref="ActorContext.Become"/> has replaced.</summary>
internal sealed class BehaviourStack(ActorCell cell)
{
    private readonly Stack<Actor> _previous = new();

    /// <summary>The instance, while a behaviour handles messages in its place; otherwise null.</summary>
    public Actor? Instance { get; private set; }

    public void Become(Func<object, ActorContext, ValueTask> receive)
    {
        Instance ??= cell.Receiver;
        _previous.Push(cell.Receiver!);
        cell.Receiver = new LambdaActor(receive);
    }

    public bool Unbecome()
    {
        if (!_previous.TryPop(out Actor? previous))
        {
            return false;
        }

        cell.Receiver = previous;
        return true;
    }

    public void Clear()
    {
        Instance = null;
        _previous.Clear();
    }
}
