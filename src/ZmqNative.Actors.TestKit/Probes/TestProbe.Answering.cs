namespace ZmqNative.Actors.TestKit;

public sealed partial class TestProbe
{
    /// <summary>Answers the message that the last successful expectation has returned, which is an ask.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="value">The answer. Frames become the receiver's, or are disposed.</param>
    /// <returns>False if the sender does not wait any more.</returns>
    /// <exception cref="InvalidOperationException">There is no such message, it is no ask, or it was answered or forwarded already.</exception>
    public bool Reply<T>(T value)
    {
        ReplyTarget target = TakeTarget(out uint token);
        return ActorContext.Answer(target, token, value);
    }

    /// <summary>Answers the message that the last successful expectation has returned with a failure: its sender gets an <see cref="ActorFailedException"/>.</summary>
    /// <param name="text">The description of the failure, for the sender.</param>
    /// <returns>False if the sender does not wait any more.</returns>
    /// <exception cref="InvalidOperationException">There is no such message, it is no ask, or it was answered or forwarded already.</exception>
    public bool ReplyFailure(string text)
    {
        ReplyTarget target = TakeTarget(out uint token);
        return target.TryFail(new ActorFailedException(text, Address), token);
    }

    /// <summary>Passes the message that the last successful expectation has returned on to another actor, which answers its sender if it is an ask.</summary>
    /// <param name="actor">The other actor.</param>
    /// <returns>A task that completes when the other mailbox has accepted the message.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is no such message.</exception>
    public ValueTask ForwardAsync(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ProbeEntry last = Last();
        object message = ActorRef.TakeFrames(last.Message);
        if (last.TakeTarget(out uint token) is not { } target)
        {
            return actor.TellAsync(message);
        }

        actor.PostAsk(message, target, token);
        return default;
    }

    /// <summary>Has all further messages of a type answered by a function. Expectations see them as before.</summary>
    /// <typeparam name="TMessage">The type of the messages.</typeparam>
    /// <typeparam name="TReply">The type of the answers.</typeparam>
    /// <param name="answer">The function. If it throws, the sender gets an <see cref="ActorFailedException"/>.</param>
    /// <returns>The probe.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public TestProbe Answers<TMessage, TReply>(Func<TMessage, TReply> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return HandlesWith<TMessage>((message, context) =>
        {
            context.Reply(answer(message));
            return default;
        });
    }

    /// <summary>Has all further messages of a type handled by a function, which may do what an actor does. Expectations see them as before.</summary>
    /// <remarks>Of several functions for a message the one that was given first handles it.</remarks>
    /// <typeparam name="TMessage">The type of the messages; object for all.</typeparam>
    /// <param name="handle">The function.</param>
    /// <returns>The probe.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    public TestProbe HandlesWith<TMessage>(Func<TMessage, ActorContext, ValueTask> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        lock (_gate)
        {
            _answers.Add((static message => message is TMessage, (message, context) => handle((TMessage)message, context)));
        }

        return this;
    }

    private ProbeEntry Last()
    {
        lock (_gate)
        {
            return _last ?? throw new InvalidOperationException(
                $"Probe '{Address}' has no message to answer: expect one first, by ExpectAsync or FishAsync.");
        }
    }

    private ReplyTarget TakeTarget(out uint token)
    {
        ProbeEntry last = Last();
        return last.TakeTarget(out token) ?? throw new InvalidOperationException(
            $"The last message that was expected of probe '{Address}' is no ask, or was answered or forwarded already: {last}.");
    }
}
