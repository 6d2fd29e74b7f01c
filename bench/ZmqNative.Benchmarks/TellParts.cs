namespace ZmqNative.Benchmarks;

/// <summary>Which parts of an actor a <see cref="PartPlayer{TParts}"/> has, beyond its mailbox and its turns.</summary>
internal interface ITellParts
{
    /// <summary>The context learns of each message and of its end.</summary>
    static abstract bool Context { get; }

    /// <summary>Receiving yields a value task, which is looked at.</summary>
    static abstract bool Awaitable { get; }

    /// <summary>A turn looks for signals before each message, and catches what it throws.</summary>
    static abstract bool Supervised { get; }
}

internal readonly struct MailboxAlone : ITellParts
{
    public static bool Context => false;

    public static bool Awaitable => false;

    public static bool Supervised => false;
}

internal readonly struct WithContext : ITellParts
{
    public static bool Context => true;

    public static bool Awaitable => false;

    public static bool Supervised => false;
}

internal readonly struct WithAwaitable : ITellParts
{
    public static bool Context => true;

    public static bool Awaitable => true;

    public static bool Supervised => false;
}

internal readonly struct WithSupervision : ITellParts
{
    public static bool Context => true;

    public static bool Awaitable => true;

    public static bool Supervised => true;
}
