using System.Buffers;
using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using ZmqNative.Patterns;

namespace ZmqTool.Verbs;

/// <summary>The messages to actors: a text, bytes, or an object that is given as the serializer of the broker writes it.</summary>
internal sealed class ActorPayload
{
    private readonly Option<string?> _type = new("--as")
    {
        Description = "The name of the message's type; -m is then as the serializer of the broker writes it, by default JSON. Without it -m is a text",
        HelpName = "TYPE",
    };

    private readonly Option<bool> _bytes = new("--bytes") { Description = "The message is bytes, not a text" };

    public ActorPayload(Command command)
    {
        command.Options.Add(_type);
        command.Options.Add(_bytes);
    }

    /// <summary>Returns a serializer that knows the given name of a type.</summary>
    public IMessageSerializer CreateSerializer(Invocation run) => new Serializer(run.Get(_type));

    /// <summary>Makes the message of one frame.</summary>
    public object Create(Invocation run, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        if (frames is not [var only])
        {
            throw ToolException.Usage("A message to an actor has one frame: give -m once.");
        }

        if (run.Get(_bytes) && run.Get(_type) is not null)
        {
            throw ToolException.Usage("--as and --bytes exclude each other.");
        }

        return run.Get(_type) is not null ? new Written(only)
            : run.Get(_bytes) ? only.ToArray()
            : Utf8.IsValid(only.Span) ? Encoding.UTF8.GetString(only.Span)
            : throw ToolException.Usage("The message is no text in UTF-8: --bytes sends it as bytes.");
    }

    /// <summary>A message that is written already.</summary>
    private sealed record Written(ReadOnlyMemory<byte> Bytes);

    private sealed class Serializer(string? name) : IMessageSerializer
    {
        public bool TryGetName(Type type, [NotNullWhen(true)] out string? found)
        {
            found = type == typeof(Written) ? name : null;
            return found is not null;
        }

        public bool TryGetType(string name, [NotNullWhen(true)] out Type? type)
        {
            type = null;
            return false;
        }

        public void Write(IBufferWriter<byte> buffer, object value) => buffer.Write(((Written)value).Bytes.Span);

        public object? Read(ReadOnlySpan<byte> bytes, Type type) =>
            throw new NotSupportedException($"The tool reads no {type}: answers are shown as they are.");
    }
}
