namespace ZmqNative.Cluster;

/// <summary>A durable tell that was given up, as <see cref="DurableDeadLetters.ListAsync"/> lists it.</summary>
public sealed class DurableDeadLetter
{
    internal DurableDeadLetter(DurableEntry entry)
    {
        Entry = entry;
        IReadOnlyDictionary<string, string> fields = entry.Message.Fields;
        Address = FieldText.Read(fields, TellFields.Address) ?? string.Empty;
        TypeName = FieldText.Read(fields, TellFields.Type);
        Id = FieldText.Read(fields, TellFields.Id) ?? string.Empty;
        Reason = FieldText.Read(fields, TellFields.Reason) ?? string.Empty;
        Attempts = int.TryParse(FieldText.Read(fields, TellFields.Attempts), out int attempts) ? attempts : 0;
        TellSequence = ulong.TryParse(FieldText.Read(fields, TellFields.Sequence), out ulong sequence) ? sequence : 0;
    }

    /// <summary>The number of the dead letter.</summary>
    public ulong Sequence => Entry.Sequence;

    /// <summary>The time at which the message was given up, by the clock of the engine.</summary>
    public DateTimeOffset Time => Entry.Time;

    /// <summary>The address of the actor; empty if the message had none.</summary>
    public string Address { get; }

    /// <summary>The name of the type in the serializer of the sender; null for frames.</summary>
    public string? TypeName { get; }

    /// <summary>The frames of the message.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Frames => Entry.Message.Frames;

    /// <summary>The id of the durable tell.</summary>
    public string Id { get; }

    /// <summary>The number that the durable tell had: <see cref="DurableTell.Sequence"/>.</summary>
    public ulong TellSequence { get; }

    /// <summary>The number of attempts of its last owner.</summary>
    public int Attempts { get; }

    /// <summary>The description of the last failure.</summary>
    public string Reason { get; }

    internal DurableEntry Entry { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} to {Address}: {Reason}";
}
