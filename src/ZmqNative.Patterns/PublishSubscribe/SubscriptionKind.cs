namespace ZmqNative.Patterns;

/// <summary>The kinds of a subscription.</summary>
internal enum SubscriptionKind
{
    /// <summary>Exactly one id of the Text format; its bytes end with the space.</summary>
    MessageId,

    /// <summary>Exactly one topic.</summary>
    Topic,

    /// <summary>All topics and ids that begin with it.</summary>
    Prefix,
}
