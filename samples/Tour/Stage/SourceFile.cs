using System.Security.Cryptography;

namespace Tour.Stage;

/// <summary>A file to be sent, in memory.</summary>
internal sealed record SourceFile(string Name, ReadOnlyMemory<byte> Content)
{
    public byte[] Sha256 { get; } = SHA256.HashData(Content.Span);
}

/// <summary>A line of text to be sent as a request, with the answer that must come back: its SHA-256.</summary>
internal sealed record Question(string Text, byte[] Bytes, byte[] Answer);
