namespace ZmqNative.Actors;

/// <summary>A function around the receiving of messages: see <see cref="BrokerOptions.Middleware"/> and <see cref="ActorOptions.Middleware"/>.</summary>
/// <remarks>
/// <para>
/// It is called for each message that the actor would handle, whatever the form of the actor: also for ticks of timers, <see cref="ActorStopped"/> and
/// unstashed messages, and for handlers of <see cref="ActorContext.Become"/>. It is not called for starts, stops and restarts.
/// </para>
/// <para>
/// An exception that it throws, or does not catch, is a failure of the actor. One that it catches is none; an ask that was not answered then gets an
/// <see cref="ActorFailedException"/>. If it does not call <paramref name="next"/>, the message counts as handled. It may call it
/// again, to try once more, and with another message; a stream of answers that has begun cannot be begun once more.
/// <see cref="ActorContext.ForwardAsync"/>, <see cref="ActorContext.Stash"/> and dead letters always have the original message.
/// </para>
/// </remarks>
/// <param name="message">The message, not null.</param>
/// <param name="context">The context of the actor.</param>
/// <param name="next">
/// The next middleware, or the actor. It was made once, not for this message. It is valid during this call, and is given this context.
/// </param>
/// <returns>A task that completes when the message is handled.</returns>
public delegate ValueTask ActorMiddleware(object message, ActorContext context, ActorReceive next);
