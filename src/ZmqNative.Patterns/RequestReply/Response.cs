using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>The body of a reply, read in place; dispose it.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Responses are not compared.")]
public readonly struct Response : IDisposable
{
    private readonly MultipartMessage _frames;
    private readonly int _bodyFrame;

    internal Response(MultipartMessage frames, int bodyFrame)
    {
        _frames = frames;
        _bodyFrame = bodyFrame;
    }

    /// <summary>How many frames the body has.</summary>
    /// <exception cref="ObjectDisposedException">The response is disposed.</exception>
    public int FrameCount => _frames.Count - _bodyFrame;

    /// <summary>The first frame of the body.</summary>
    /// <exception cref="ObjectDisposedException">The response is disposed.</exception>
    public ReadOnlySpan<byte> Span => FrameCount == 0 ? default : _frames[_bodyFrame].Span;

    /// <summary>The first frame of the body, for asynchronous code.</summary>
    /// <exception cref="ObjectDisposedException">The response is disposed.</exception>
    public ReadOnlyMemory<byte> Memory => FrameCount == 0 ? default : _frames[_bodyFrame].Memory;

    /// <summary>The first frame of the body in UTF-8.</summary>
    /// <exception cref="ObjectDisposedException">The response is disposed.</exception>
    public string Text => Encoding.UTF8.GetString(Span);

    /// <summary>A frame of the body, which still belongs to the response.</summary>
    /// <param name="index">0 for the first.</param>
    /// <exception cref="ObjectDisposedException">The response is disposed.</exception>
    public Frame this[int index] => _frames[_bodyFrame + index];

    /// <summary>Reads the first frame of the body as JSON.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="typeInfo">How to read it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>The value; null for a JSON null.</returns>
    /// <exception cref="JsonException">The body is no such JSON.</exception>
    /// <exception cref="ObjectDisposedException">The response is disposed.</exception>
    public T? GetJson<T>(JsonTypeInfo<T> typeInfo) => JsonSerializer.Deserialize(Span, typeInfo);

    /// <summary>Frees the frames.</summary>
    public void Dispose() => _frames.Dispose();

    /// <summary>The text.</summary>
    /// <returns>The first frame of the body in UTF-8.</returns>
    public override string ToString() => _frames.IsAlive ? Text : "(response is gone)";
}
