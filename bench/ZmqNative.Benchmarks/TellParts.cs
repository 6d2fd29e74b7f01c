namespace ZmqNative.Benchmarks;

/// <summary>The parts of an actor that a <see cref="PartPlayer{TParts}"/> has in addition to its mailbox and its turns.</summary>
internal interface ITellParts
{
    /// <summary>Whether the context is updated for each message and its end.</summary>
    static abstract bool Context { get; }

    /// <summary>Whether the handler returns a value task, which is checked.</summary>
    static abstract bool Awaitable { get; }

    /// <summary>Whether a turn checks for signals before each message, and catches exceptions.</summary>
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
