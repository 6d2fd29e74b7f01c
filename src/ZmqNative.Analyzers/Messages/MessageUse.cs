namespace ZmqNative.Analyzers;

/// <summary>The effect of a use of a variable on the ownership of the frame or message in it.</summary>
internal enum MessageUse
{
    /// <summary>It reads the message, or sets the variable to something that is not owned.</summary>
    Reads,

    /// <summary>It gives the variable a message to own.</summary>
    Begins,

    /// <summary>It disposes the message, passes it on, or may do so.</summary>
    Ends,
}
