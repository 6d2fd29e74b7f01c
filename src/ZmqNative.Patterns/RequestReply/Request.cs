using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>A request as the server received it, read in place; valid until its handler completes.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Requests are not compared.")]
public readonly struct Request
{
    private readonly MultipartMessage _frames;
    private readonly int _bodyFrame;

    internal Request(MultipartMessage frames, int bodyFrame)
    {
        _frames = frames;
        _bodyFrame = bodyFrame;
    }

    /// <summary>How many frames the body has; 0 for an empty body.</summary>
    public int FrameCount => _frames.Count - _bodyFrame;

    /// <summary>The first frame of the body.</summary>
    public ReadOnlySpan<byte> Span => FrameCount == 0 ? default : _frames[_bodyFrame].Span;

    /// <summary>The first frame of the body, for asynchronous code.</summary>
    public ReadOnlyMemory<byte> Memory => FrameCount == 0 ? default : _frames[_bodyFrame].Memory;

    /// <summary>The first frame of the body in UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Span);

    /// <summary>A frame of the body, which still belongs to the request.</summary>
    /// <param name="index">0 for the first.</param>
    public Frame this[int index] => _frames[_bodyFrame + index];

    /// <summary>Reads the first frame of the body as JSON.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="typeInfo">How to read it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>The value; null for a JSON null.</returns>
    /// <exception cref="JsonException">The body is no such JSON.</exception>
    public T? GetJson<T>(JsonTypeInfo<T> typeInfo) => JsonSerializer.Deserialize(Span, typeInfo);

    /// <summary>The text.</summary>
    /// <returns>The first frame of the body in UTF-8.</returns>
    public override string ToString() => Text;
}
