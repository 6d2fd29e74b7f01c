using System.Buffers;
using System.Text;

namespace ZmqNative.Interop;

/// <summary>A string in the form that libzmq expects: strict UTF-8 with a terminating NUL, on the stack when short.</summary>
internal ref struct NativeString
{
    /// <summary>The size, in bytes, of the buffer that callers allocate on the stack.</summary>
    public const int StackSize = 256;

    private byte[]? _rented;

    /// <summary>Encodes <paramref name="text"/>.</summary>
    /// <exception cref="ArgumentException">The text has a NUL character, at which libzmq would stop, or is no valid UTF-16.</exception>
    public NativeString(string text, string parameterName, Span<byte> stack)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The text has a NUL character; libzmq would stop reading there.", parameterName);
        }

        int needed = StrictUtf8.Encoding.GetMaxByteCount(text.Length) + 1;
        Span<byte> buffer = needed <= stack.Length ? stack : _rented = ArrayPool<byte>.Shared.Rent(needed);
        try
        {
            int length = StrictUtf8.Encoding.GetBytes(text, buffer);
            buffer[length] = 0;
            Bytes = buffer[..(length + 1)];
        }
        catch (EncoderFallbackException exception)
        {
            Dispose();
            StrictUtf8.Throw(parameterName, exception);
        }
    }

    /// <summary>The bytes, including the terminating NUL.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Returns a rented buffer to its pool.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
