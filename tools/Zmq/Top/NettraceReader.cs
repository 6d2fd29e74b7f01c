using System.Text;

namespace ZmqTool.Top;

/// <summary>
/// Reads the stream of an EventPipe session, in the format <c>Nettrace</c> version 4: blocks of metadata, which give events their names, and blocks of
/// events. Stacks and sequence points are passed over.
/// </summary>
/// <remarks>
/// Not the library <c>Microsoft.Diagnostics.Tracing.TraceEvent</c>: compiled ahead of time, its version 4.0.0 gives warnings of code that is made at run time and of trimmed types (IL3050, IL2067),
/// and the tool is one file that is compiled ahead of time without warnings.
/// </remarks>
internal sealed class NettraceReader(Stream stream)
{
    private const byte BeginObject = 5;
    private const byte EndObject = 6;

    // The size of the object "Trace": the times, the sizes of pointers and the process.
    private const int TraceLength = 48;

    private readonly Dictionary<uint, (string Provider, string Name)> _kinds = [];
    private readonly byte[] _small = new byte[8];
    private long _position;

    /// <summary>Reads up to the end of the stream, and calls a function with each event of a provider.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="take">Gets the name of an event and its payload.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The stream has another format.</exception>
    public async Task ReadAsync(string provider, Action<string, byte[]> take, CancellationToken cancellation)
    {
        if (Encoding.ASCII.GetString(await ReadBytesAsync(8, cancellation)) != "Nettrace"
            || Encoding.ASCII.GetString(await ReadTextAsync(cancellation)) != "!FastSerialization.1")
        {
            throw new InvalidDataException("The process sends no Nettrace stream.");
        }

        // An object: begin, begin of its type, null, version, lowest version of a reader, name, end of the type, content, end. Another tag ends the stream.
        while (await ReadByteAsync(cancellation) == BeginObject)
        {
            _ = await ReadBytesAsync(2, cancellation);
            _ = await ReadBytesAsync(8, cancellation);
            string type = Encoding.ASCII.GetString(await ReadTextAsync(cancellation));
            _ = await ReadByteAsync(cancellation);
            if (type == "Trace")
            {
                _ = await ReadBytesAsync(TraceLength, cancellation);
            }
            else
            {
                byte[] block = await ReadBlockAsync(cancellation);
                if (type == "MetadataBlock")
                {
                    EventBlock.Read(block, AddKind);
                }
                else if (type == "EventBlock")
                {
                    EventBlock.Read(block, (metadata, payload) => Take(provider, take, metadata, payload));
                }
            }

            if (await ReadByteAsync(cancellation) != EndObject)
            {
                throw new InvalidDataException($"The Nettrace stream is not understood after its object {type}.");
            }
        }
    }

    private void AddKind(uint metadata, byte[] payload)
    {
        PayloadReader reader = new(payload);
        uint id = (uint)reader.ReadInt32();
        string provider = reader.ReadString();
        _ = reader.ReadInt32();
        _kinds[id] = (provider, reader.ReadString());
    }

    private void Take(string provider, Action<string, byte[]> take, uint metadata, byte[] payload)
    {
        if (_kinds.TryGetValue(metadata, out (string Provider, string Name) kind) && kind.Provider == provider)
        {
            take(kind.Name, payload);
        }
    }

    private async Task<byte[]> ReadBlockAsync(CancellationToken cancellation)
    {
        int length = BitConverter.ToInt32(await ReadBytesAsync(4, cancellation));

        // Blocks begin at multiples of 4 bytes of the stream.
        _ = await ReadBytesAsync((int)((4 - (_position % 4)) % 4), cancellation);
        return await ReadBytesAsync(length, cancellation);
    }

    private async Task<byte[]> ReadTextAsync(CancellationToken cancellation) =>
        await ReadBytesAsync(BitConverter.ToInt32(await ReadBytesAsync(4, cancellation)), cancellation);

    private async Task<byte> ReadByteAsync(CancellationToken cancellation)
    {
        await stream.ReadExactlyAsync(_small.AsMemory(0, 1), cancellation);
        _position++;
        return _small[0];
    }

    private async Task<byte[]> ReadBytesAsync(int length, CancellationToken cancellation)
    {
        if (length is < 0 or > 64 * 1024 * 1024)
        {
            throw new InvalidDataException("The Nettrace stream is not understood: a length is out of range.");
        }

        byte[] bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellation);
        _position += length;
        return bytes;
    }
}
