using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>A message of one body, read in place; dispose it, unless an enumeration or a handler does.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Messages are not compared.")]
public readonly struct Work : IDisposable
{
    private readonly MultipartMessage _frames;

    internal Work(MultipartMessage frames, long generation = 0)
    {
        _frames = frames;
        Generation = generation;
    }

    /// <summary>The bytes of the first frame.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public ReadOnlySpan<byte> Span => _frames[0].Span;

    /// <summary>The bytes of the first frame, for asynchronous code.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public ReadOnlyMemory<byte> Memory => _frames[0].Memory;

    /// <summary>The first frame in UTF-8.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public string Text => Encoding.UTF8.GetString(Span);

    /// <summary>All frames, which still belong to the message.</summary>
    public MultipartMessage Frames => _frames;

    /// <summary>Reads the first frame as JSON.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="typeInfo">How to read it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>The value; null for a JSON null.</returns>
    /// <exception cref="JsonException">The body is no such JSON.</exception>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public T? GetJson<T>(JsonTypeInfo<T> typeInfo) => JsonSerializer.Deserialize(Span, typeInfo);

    /// <summary>The generation of the native socket that it came from, for the messages of a pair that go to a handler.</summary>
    internal long Generation { get; }

    /// <summary>Frees the frames.</summary>
    public void Dispose() => _frames.Dispose();

    /// <summary>The text.</summary>
    /// <returns>The first frame in UTF-8.</returns>
    public override string ToString() => _frames.IsAlive ? Text : "(message is gone)";
}
