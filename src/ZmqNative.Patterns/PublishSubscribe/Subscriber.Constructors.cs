using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>
/// Constructors: for no subscription yet, for a message id and for a topic, the latter with a handler of each form, as other patterns have them.
/// </content>
public sealed partial class Subscriber
{
    /// <summary>
    /// Subscribes to exactly one message id of the Text format, as the Python module does. A handler is added with
    /// <see cref="HandlingPattern.Handle(Func{ReceivedMessage, CancellationToken, ValueTask})"/>.
    /// </summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5555</c>; several with commas; <c>@</c> in front binds instead.</param>
    /// <param name="messageId">The id. Unlike in the Python module, 1000 does not match 10001.</param>
    /// <param name="options">The options; default <see cref="SubscriberOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong; or the encoding does not encode ASCII as itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative, or an option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public Subscriber(string endpoints, int messageId, SubscriberOptions? options = null)
        : this(endpoints, options) => Initialize(() => Subscribe(messageId));

    /// <summary>Subscribes to exactly one topic.</summary>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://localhost:5555</c>; <c>@</c> in front binds instead.</param>
    /// <param name="topic">The topic, exactly: messages whose first frame it is, and messages of one frame that begin with it and a space.</param>
    /// <param name="options">The options; default <see cref="SubscriberOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is no endpoint, or one is wrong; the topic is null, or has an unpaired surrogate; or the encoding does not encode ASCII as itself.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public Subscriber(string endpoints, string topic, SubscriberOptions? options = null)
        : this(endpoints, options) => Initialize(() => Subscribe(topic));

    /// <summary>
    /// Connects without a subscription: add some with <see cref="Subscribe(int)"/>, <see cref="Subscribe(string)"/> or
    /// <see cref="SubscribePrefix"/>.
    /// </summary>
    /// <remarks>Receiving before the first subscription throws, as no message can arrive.</remarks>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://localhost:5555</c>; <c>@</c> in front binds instead.</param>
    /// <param name="options">The options; default <see cref="SubscriberOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong; or the encoding does not encode ASCII as itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public Subscriber(string endpoints, SubscriberOptions? options = null)
        : base(SocketType.Sub, options ??= new SubscriberOptions(), options.MaxConcurrency)
    {
        _options = options;
        Initialize(() => EndpointList.Attach(Socket, endpoints, bindByDefault: false));
    }

    /// <summary>
    /// Subscribes to exactly one topic and gives its messages to a handler; see <see cref="HandlingPattern"/> for its forms.
    /// </summary>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://localhost:5555</c>; <c>@</c> in front binds instead.</param>
    /// <param name="topic">The topic, exactly: messages whose first frame it is, and messages of one frame that begin with it and a space.</param>
    /// <param name="handler">The handler; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="options">The options; default <see cref="SubscriberOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is no endpoint or no handler, or an endpoint is wrong; or the encoding does not encode ASCII as itself.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    [OverloadResolutionPriority(1)]
    public Subscriber(
        string endpoints, string topic, Func<ReceivedMessage, CancellationToken, ValueTask> handler, SubscriberOptions? options = null)
        : this(endpoints, topic, options) => Initialize(() => Handle(handler));

    /// <inheritdoc cref="Subscriber(string, string, Func{ReceivedMessage, CancellationToken, ValueTask}, SubscriberOptions)"/>
    [OverloadResolutionPriority(1)]
    public Subscriber(string endpoints, string topic, Func<ReceivedMessage, ValueTask> handler, SubscriberOptions? options = null)
        : this(endpoints, topic, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="Subscriber(string, string, Func{ReceivedMessage, CancellationToken, ValueTask}, SubscriberOptions)"/>
    public Subscriber(string endpoints, string topic, Func<ReceivedMessage, CancellationToken, Task> handler, SubscriberOptions? options = null)
        : this(endpoints, topic, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="Subscriber(string, string, Func{ReceivedMessage, CancellationToken, ValueTask}, SubscriberOptions)"/>
    public Subscriber(string endpoints, string topic, Func<ReceivedMessage, Task> handler, SubscriberOptions? options = null)
        : this(endpoints, topic, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="Subscriber(string, string, Func{ReceivedMessage, CancellationToken, ValueTask}, SubscriberOptions)"/>
    public Subscriber(string endpoints, string topic, Action<ReceivedMessage> handler, SubscriberOptions? options = null)
        : this(endpoints, topic, Handlers.Adapt(handler), options)
    {
    }
}
