namespace ZmqNative.Cluster;

/// <summary>The names of the fields of durable tells, and of those that were given up.</summary>
internal static class TellFields
{
    /// <summary>The address of the actor.</summary>
    public const string Address = "Address";

    /// <summary>The name of the type of the message; none for frames.</summary>
    public const string Type = "Type";

    /// <summary>The trace context of the sender, as in the header <c>traceparent</c>.</summary>
    public const string Trace = "Traceparent";

    /// <summary>The id of the tell that was given up.</summary>
    public const string Id = "Id";

    /// <summary>The number in the log of the tell that was given up.</summary>
    public const string Sequence = "Sequence";

    /// <summary>The number of attempts to have it handled.</summary>
    public const string Attempts = "Attempts";

    /// <summary>The description of the last failure.</summary>
    public const string Reason = "Reason";
}
