using System.Runtime.CompilerServices;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Getting and setting options by number; the typed properties are built on it.</content>
public sealed unsafe partial class Socket
{
    // Long enough for endpoints and domains; what does not fit is read again with more room.
    private const int OptionBufferSize = 512;
    private const int LargestOption = 64 * 1024;

    // libzmq cannot be asked for some options; the binding remembers what it set.
    private Dictionary<int, int>? _remembered;

    /// <summary>Reads an option that has no property.</summary>
    /// <param name="option">A <c>ZMQ_*</c> number of <see cref="Libzmq"/>.</param>
    /// <param name="value">Where the bytes go.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ZmqException">There is no such option, it cannot be read, or the buffer is small (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int GetOption(int option, Span<byte> value)
    {
        int errno = TryGetOption(option, value, out int length);
        if (errno != 0)
        {
            ThrowHelper.Throw(errno, $"get option {NameOf(option)} of {Type.NativeName()} socket");
        }

        return length;
    }

    /// <summary>Sets an option that has no property.</summary>
    /// <param name="option">A <c>ZMQ_*</c> number of <see cref="Libzmq"/>.</param>
    /// <param name="value">The bytes, in the layout that the option's manual page gives.</param>
    /// <exception cref="ArgumentException">libzmq would take the value and abort the process over it later.</exception>
    /// <exception cref="InvalidOperationException">The same, together with what the socket has set before.</exception>
    /// <exception cref="ZmqException">There is no such option, or the value is wrong (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void SetOption(int option, ReadOnlySpan<byte> value)
    {
        fixed (byte* pointer = value)
        {
            // libzmq takes a null pointer for "unset", so an empty value must not be one unless it is meant.
            byte empty = 0;
            Set(option, pointer == null ? &empty : pointer, (nuint)value.Length);
        }
    }

    /// <summary>Reads an option that is an <c>int</c> and has no property.</summary>
    /// <param name="option">A <c>ZMQ_*</c> number of <see cref="Libzmq"/>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ZmqException">There is no such option, or it is no <c>int</c> (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int GetInt32Option(int option)
    {
        int value = 0;
        _ = GetOption(option, new Span<byte>(&value, sizeof(int)));
        return value;
    }

    /// <summary>Sets an option that is an <c>int</c> and has no property.</summary>
    /// <param name="option">A <c>ZMQ_*</c> number of <see cref="Libzmq"/>.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ZmqException">There is no such option, or the value is wrong (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void SetOption(int option, int value) => Set(option, &value, sizeof(int));

    private static string NameOf(int option) => $"{SocketOptionNames.Of(option)} ({option})";

    private int TryGetOption(int option, Span<byte> value, out int length)
    {
        fixed (byte* pointer = value)
        {
            nuint size = (nuint)value.Length;
            int result, errno;
            void* socket = _handle.Enter();
            do
            {
                result = Libzmq.zmq_getsockopt(socket, option, pointer, &size);
                errno = Libzmq.zmq_errno();
            }
            while (result != 0 && errno == Errno.EINTR);

            _handle.Exit();
            length = (int)size;
            return result == 0 ? 0 : errno;
        }
    }

    private void Set(int option, void* value, nuint size)
    {
        ReadOnlySpan<byte> bytes = new(value, checked((int)size));
        RefuseFatalOption(option, bytes);
        int result, errno;
        void* socket = _handle.Enter();
        do
        {
            result = Libzmq.zmq_setsockopt(socket, option, value, size);
            errno = Libzmq.zmq_errno();
        }
        while (result != 0 && errno == Errno.EINTR);

        _handle.Exit();
        if (result != 0)
        {
            ThrowHelper.Throw(errno, $"set option {NameOf(option)} of {Type.NativeName()} socket");
        }

        NoteOption(option, bytes);
    }

    private bool GetBool(int option) => GetInt32Option(option) != 0;

    private void SetBool(int option, bool value) => SetOption(option, value ? 1 : 0);

    private bool? GetSwitch(int option) => GetInt32Option(option) switch { < 0 => null, 0 => false, _ => true };

    private void SetSwitch(int option, bool? value) => SetOption(option, value switch { null => -1, false => 0, true => 1 });

    private int? GetCount(int option, int none) => GetInt32Option(option) is var value && value == none ? null : value;

    private void SetCount(int option, int? value, int none, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, name);
        SetOption(option, value ?? none);
    }

    private long GetInt64(int option)
    {
        long value = 0;
        _ = GetOption(option, new Span<byte>(&value, sizeof(long)));
        return value;
    }

    private void SetInt64(int option, long value) => Set(option, &value, sizeof(long));

    private TimeSpan? GetTime(int option, int none, int unitInMilliseconds = 1) =>
        GetInt32Option(option) is var value && value == none ? null : TimeSpan.FromMilliseconds((double)value * unitInMilliseconds);

    private void SetTime(
        int option, TimeSpan? value, int none, int unitInMilliseconds = 1, [CallerMemberName] string name = "")
    {
        if (value is not { } time)
        {
            SetOption(option, none);
            return;
        }

        // Rounded up, so that a short time does not become the 0 that means something else.
        double units = Math.Ceiling(time.TotalMilliseconds / unitInMilliseconds);
        if (units is < 0 or > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                name, time, $"The time must be from 0 to {int.MaxValue} units of {unitInMilliseconds} ms; null means none or for ever.");
        }

        SetOption(option, (int)units);
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
            ThrowHelper.Throw(errno, $"get option {NameOf(option)} of {Type.NativeName()} socket");
        }

        return buffer[..length].ToArray();
    }

    private string GetString(int option) => Encoding.UTF8.GetString(GetBytes(option).AsSpan().TrimEnd((byte)0));

    // Null unsets the option where libzmq has that notion; an empty text is passed as it is.
    private void SetString(int option, string? value)
    {
        if (value is null)
        {
            Set(option, null, 0);
            return;
        }

        using NativeString text = new(value, nameof(value), stackalloc byte[NativeString.StackSize]);
        SetOption(option, text.Bytes[..^1]);
    }

    // For what came after 4.3.4, all of it in the draft API.
    private Socket RequireVersion435([CallerMemberName] string name = "")
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        Zmq.RequireDraft(name);
        if (Zmq.Version < new Version(4, 3, 5))
        {
            ThrowHelper.ThrowTooOld(name, "4.3.5");
        }

        return this;
    }

    private int GetRemembered(int option, int initial)
    {
        if (IsClosed)
        {
            ThrowHelper.ThrowSocketClosed(Type);
        }

        return _remembered is { } remembered && remembered.TryGetValue(option, out int value) ? value : initial;
    }

    private void SetRemembered(int option, int value)
    {
        SetOption(option, value);
        (_remembered ??= [])[option] = value;
    }
}
