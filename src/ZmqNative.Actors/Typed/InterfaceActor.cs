using ZmqNative.Actors.Generated;

namespace ZmqNative.Actors;

/// <summary>An actor that handles calls by an object with their interface, and gives other messages to the object if it is an actor, too.</summary>
internal sealed class InterfaceActor : Actor, IAsyncDisposable
{
    private readonly object _instance;
    private readonly Actor? _actor;
    private readonly ActorInterfaceDescription _description;

    public InterfaceActor(object instance, ActorInterfaceDescription description)
    {
        ArgumentNullException.ThrowIfNull(instance);
        _instance = instance;
        _actor = instance as Actor;
        _description = description;
    }

    /// <summary>Creates the actor of an object.</summary>
    /// <exception cref="InvalidOperationException">The type is no actor interface, or has no generated code.</exception>
    public static InterfaceActor Create<T>(T instance)
        where T : class => new(instance, ActorInterface<T>.Description);

    public override ValueTask ReceiveAsync(object message, ActorContext context) => message switch
    {
        ActorCall call => call.InvokeAsync(_instance, context),
        ReceivedCall received => InvokeAsync(received, context),
        _ => ReceiveOtherAsync(message, context),
    };

    public override ValueTask OnStartedAsync(ActorContext context)
    {
        (_instance as TypedActor)?.Attach(context);
        return _actor?.OnStartedAsync(context) ?? default;
    }

    public override ValueTask OnStoppingAsync(ActorContext context) => _actor?.OnStoppingAsync(context) ?? default;

    public override ValueTask OnRestartingAsync(Exception cause, ActorContext context) => _actor?.OnRestartingAsync(cause, context) ?? default;

    public ValueTask DisposeAsync()
    {
        if (_instance is IAsyncDisposable disposable)
        {
            return disposable.DisposeAsync();
        }

        (_instance as IDisposable)?.Dispose();
        return default;
    }

    private ValueTask ReceiveOtherAsync(object message, ActorContext context)
    {
        if (_actor is not null)
        {
            return _actor.ReceiveAsync(message, context);
        }

        context.Unhandled();
        return default;
    }

    // What a peer sends is no failure of the actor.
    private ValueTask InvokeAsync(ReceivedCall received, ActorContext context)
    {
        string address = context.Self.Address;
        if ((_description.Find(received.Type) ?? ActorInterfaces.FindOther(received.Type, _instance)) is not { } method)
        {
            context.Refuse(new ActorInterfaceException(_description.Explain(received.Type), address), DeadLetterReason.Unhandled);
            return default;
        }

        if (method.Arguments != received.Arguments.Length)
        {
            context.Refuse(
                new ActorInterfaceException($"'{method.Signature}' has {method.Arguments} arguments, and the call {received.Arguments.Length}", address),
                DeadLetterReason.Unhandled);
            return default;
        }

        ActorCall call;
        try
        {
            call = method.Read(received);
        }
        catch (Exception exception)
        {
            context.Refuse(
                new ActorSerializationException($"an argument of '{method.Signature}' cannot be read: {ErrorText.MessageOf(exception)}", address, exception),
                DeadLetterReason.Unreadable);
            return default;
        }

        return call.InvokeAsync(_instance, context);
    }
}
