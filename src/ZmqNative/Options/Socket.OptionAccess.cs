using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Reading and setting options by their row of <see cref="SocketOptions"/>; the properties call it.</content>
public sealed unsafe partial class Socket
{
    // Long enough for endpoints and domains; what does not fit is read again into a larger buffer.
    private const int OptionBufferSize = 512;
    private const int LargestOption = 64 * 1024;

    private const int RawKeySize = 32;

    // The values of the options that libzmq cannot return.
    private Dictionary<int, int>? _remembered;

    private int GetInt32(SocketOption option, [CallerMemberName] string property = "")
    {
        Require(option, property);
        return !option.IsRemembered ? GetInt32Option(option.Number)
            : _remembered is { } remembered && remembered.TryGetValue(option.Number, out int value) ? value
            : option.Initial;
    }

    private void SetInt32(SocketOption option, int value, [CallerMemberName] string property = "")
    {
        Require(option, property);
        SetOption(option.Number, value);
    }

    private bool GetFlag(SocketOption option, [CallerMemberName] string property = "") => GetInt32(option, property) != 0;

    private void SetFlag(SocketOption option, bool value, [CallerMemberName] string property = "") =>
        SetInt32(option, value ? 1 : 0, property);

    private int? GetCount(SocketOption option) => GetInt32(option) is var value && value == option.None ? null : value;

    private void SetCount(SocketOption option, int? value, [CallerMemberName] string property = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, property);
        SetInt32(option, value ?? option.None, property);
    }

    private TimeSpan? GetTime(SocketOption option, [CallerMemberName] string property = "") => option.ToTime(GetInt32(option, property));

    private void SetTime(SocketOption option, TimeSpan? value, [CallerMemberName] string property = "") =>
        SetInt32(option, option.FromTime(value), property);

    private long GetInt64(SocketOption option)
    {
        long value = 0;
        _ = GetOption(option.Number, new Span<byte>(&value, sizeof(long)));
        return value;
    }

    private void SetInt64(SocketOption option, long value) => Set(option.Number, &value, sizeof(long));

    // libzmq takes any negative number for "no limit".
    private long? GetSize(SocketOption option) => GetInt64(option) is var value and >= 0 ? value : null;

    private void SetSize(SocketOption option, long? value, [CallerMemberName] string property = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, property);
        SetInt64(option, value ?? -1);
    }

    private byte[] GetBytes(SocketOption option) => GetBytes(option.Number);

    private void SetBytes(SocketOption option, ReadOnlySpan<byte> value, [CallerMemberName] string property = "")
    {
        Require(option, property);
        SetOption(option.Number, value);
    }

    private string GetText(SocketOption option) => GetText(option.Number);

    private void SetText(SocketOption option, string? value) => SetText(option.Number, value);

    // Null unsets the option where libzmq has that notion; an empty text is passed as it is.
    private void SetText(int option, string? value)
    {
        if (value is null)
        {
            Set(option, null, 0);
            return;
        }

        using NativeString text = new(value, nameof(value), stackalloc byte[NativeString.StackSize]);
        SetOption(option, text.Bytes[..^1]);
    }

    // Z85 without its NUL; libzmq also answers with keys when CURVE is off, all zero then.
    private ReadOnlySpan<byte> GetKey(SocketOption option)
    {
        byte[] key = new byte[CurveKeyPair.KeyLength + 1];
        int length = GetOption(option.Number, key);
        return key.AsSpan(0, Math.Min(length, CurveKeyPair.KeyLength));
    }

    private void SetKey(SocketOption option, ReadOnlySpan<byte> key)
    {
        if (key.Length == RawKeySize)
        {
            SetOption(option.Number, key);
            return;
        }

        if (key.Length != CurveKeyPair.KeyLength || !Z85.IsValid(key))
        {
            throw new ArgumentException(
                $"A CURVE key is {CurveKeyPair.KeyLength} characters of Z85 or {RawKeySize} raw bytes; this has {key.Length}.", nameof(key));
        }

        // libzmq reads 41 bytes: the text and a NUL.
        Span<byte> text = stackalloc byte[CurveKeyPair.KeyLength + 1];
        key.CopyTo(text);
        text[^1] = 0;
        try
        {
            SetOption(option.Number, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private nint GetFileDescriptor()
    {
        // 4 bytes on Unix, 8 for a SOCKET on 64-bit Windows.
        nint value = 0;
        int size = GetOption(Libzmq.ZMQ_FD, new Span<byte>(&value, OperatingSystem.IsWindows() ? sizeof(nint) : sizeof(int)));
        return size == sizeof(int) ? (int)value : value;
    }

    private byte[] GetBytes(int option)
    {
        Span<byte> buffer = stackalloc byte[OptionBufferSize];
        int errno = TryGetOption(option, buffer, out int length);
        if (errno == Errno.EINVAL)
        {
            buffer = new byte[LargestOption];
            errno = TryGetOption(option, buffer, out length);
        }

        if (errno != 0)
        {
            ThrowHelper.Throw(errno, $"get option {SocketOptions.Describe(option)} of {Type.NativeName()} socket");
        }

        return buffer[..length].ToArray();
    }

    private string GetText(int option) => Encoding.UTF8.GetString(GetBytes(option).AsSpan().TrimEnd((byte)0));

    private void Require(SocketOption option, string property)
    {
        if ((option.IsRemembered || option.Since is not null) && IsClosed)
        {
            ThrowHelper.ThrowSocketClosed(Type);
        }

        option.Require(property);
    }
}
