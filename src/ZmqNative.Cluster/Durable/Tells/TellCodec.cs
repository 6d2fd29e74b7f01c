using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZmqNative.Cluster;

/// <summary>The form of a durable tell in the log: the payload of a remote tell, with the address and the name of the type as fields.</summary>
internal static class TellCodec
{
    // So that its Base64 is shorter than the longest field.
    private const int MaxReasonLength = 900;

    public static string SubjectOf(int shard) => shard.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a tell. Frames in it are taken from the caller, and copied: the engine may still read them when the caller has given up.</summary>
    /// <exception cref="ActorSerializationException">The message cannot be written.</exception>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    public static DurableMessage Write(string address, object message, string id, int shard, IMessageSerializer serializer)
    {
        MultipartMessage written = MultipartMessage.Create();
        try
        {
            string type = ActorPayload.NameOf(message, serializer, address);
            ActorPayload.Append(written, message, serializer);
            Dictionary<string, string> fields = new(StringComparer.Ordinal);
            FieldText.Write(fields, TellFields.Address, address);
            if (type.Length > 0)
            {
                FieldText.Write(fields, TellFields.Type, type);
            }

            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
            {
                fields.Add(TellFields.Trace, trace);
            }

            ReadOnlyMemory<byte>[] frames = new ReadOnlyMemory<byte>[written.Count];
            for (int i = 0; i < frames.Length; i++)
            {
                frames[i] = written[i].Span.ToArray();
            }

            DurableMessage result = new() { Id = id, Subject = SubjectOf(shard), Frames = frames, Fields = fields };
            DurableMessageCheck.Check(result);
            return result;
        }
        catch (Exception exception)
        {
            DeadLetterFeed.Release(message);
            throw exception is ActorSerializationException or ArgumentException
                ? exception
                : new ActorSerializationException($"a {MessageName.Of(message)} cannot be written: {ErrorText.MessageOf(exception)}", address, exception);
        }
        finally
        {
            written.Dispose();
        }
    }

    /// <summary>Returns the address of a tell; null if it has none.</summary>
    public static string? AddressOf(DurableMessage message) =>
        FieldText.Read(message.Fields, TellFields.Address) is { } address && ActorAddress.IsValid(address) ? address : null;

    /// <summary>Reads a tell, as often as it is handed to an actor: frames become the actor's.</summary>
    /// <returns>False if it can never be read here; <paramref name="reason"/> tells why.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The serializer is the user's; what it throws is the reason.")]
    public static bool TryRead(DurableMessage written, IMessageSerializer serializer, [NotNullWhen(true)] out object? message, [NotNullWhen(false)] out string? reason)
    {
        message = reason = null;
        if (AddressOf(written) is not { } address)
        {
            reason = "it has no address of an actor.";
            return false;
        }

        string? type = FieldText.Read(written.Fields, TellFields.Type);
        MultipartMessage frames = MultipartMessage.Create();
        try
        {
            foreach (ReadOnlyMemory<byte> frame in written.Frames)
            {
                frames.Add(frame.Span);
            }

            message = type is null ? ActorPayload.ReadRaw(frames, 0) : ActorPayload.ReadNamed(frames, 0, type, serializer, address);
            return true;
        }
        catch (Exception exception)
        {
            reason = (exception as ActorSerializationException)?.Text ?? $"the payload is no '{type}': {exception.GetType().Name}: {ErrorText.MessageOf(exception)}";
            return false;
        }
        finally
        {
            if (type is not null)
            {
                frames.Dispose();
            }
        }
    }

    /// <summary>Returns the trace context of the sender; default if it has none.</summary>
    public static ActivityContext TraceOf(DurableMessage message) =>
        message.Fields.TryGetValue(TellFields.Trace, out string? trace) && ActivityContext.TryParse(trace, null, isRemote: true, out ActivityContext context) ? context : default;

    /// <summary>Returns the dead letter of a tell. Its id is made of the place in the log, so that an append that is tried again stores it once.</summary>
    public static DurableMessage GiveUp(DurableEntry tell, string reason, int attempts)
    {
        Dictionary<string, string> fields = new(tell.Message.Fields, StringComparer.Ordinal)
        {
            [TellFields.Sequence] = tell.Sequence.ToString(CultureInfo.InvariantCulture),
            [TellFields.Attempts] = attempts.ToString(CultureInfo.InvariantCulture),
        };
        FieldText.Write(fields, TellFields.Id, tell.Message.Id);
        FieldText.Write(fields, TellFields.Reason, reason.Length > MaxReasonLength ? reason[..MaxReasonLength] : reason);
        return tell.Message with { Id = IdOf("dead", tell), Fields = fields };
    }

    /// <summary>Returns the tell of a dead letter, with an id that is made of the place of the letter.</summary>
    public static DurableMessage SendAgain(DurableEntry letter)
    {
        Dictionary<string, string> fields = new(letter.Message.Fields, StringComparer.Ordinal);
        foreach (string name in (ReadOnlySpan<string>)[TellFields.Sequence, TellFields.Attempts, TellFields.Id, TellFields.Reason])
        {
            FieldText.Remove(fields, name);
        }

        return letter.Message with { Id = IdOf("again", letter), Fields = fields };
    }

    private static string IdOf(string kind, DurableEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{kind}.{entry.LogCreated.UtcTicks}.{entry.Sequence}.{entry.Time.UtcTicks}");
}
