using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Reading and setting options by number.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Reads an option that has no property.</summary>
    /// <param name="option">A <c>ZMQ_*</c> number of <see cref="Libzmq"/>.</param>
    /// <param name="value">The buffer that the bytes are written to.</param>
    /// <returns>The number of bytes that were written.</returns>
    /// <exception cref="ZmqException">There is no such option, it cannot be read, or the buffer is small (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int GetOption(int option, Span<byte> value)
    {
        int errno = TryGetOption(option, value, out int length);
        if (errno != 0)
        {
            ThrowHelper.Throw(errno, $"get option {SocketOptions.Describe(option)} of {Type.NativeName()} socket");
        }

        return length;
    }

    /// <summary>Sets an option that has no property.</summary>
    /// <param name="option">A <c>ZMQ_*</c> number of <see cref="Libzmq"/>.</param>
    /// <param name="value">The bytes, in the layout that the option's manual page gives.</param>
    /// <exception cref="ArgumentException">The value is out of range, or libzmq would take it and abort the process over it later.</exception>
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
    /// <exception cref="ArgumentException">The value is out of range, or libzmq would take it and abort the process over it later.</exception>
    /// <exception cref="ZmqException">There is no such option, or the value is wrong (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void SetOption(int option, int value) => Set(option, &value, sizeof(int));

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
        SocketOption? row = SocketOptions.Find(option);
        row?.Check(bytes);
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
            ThrowHelper.Throw(errno, $"set option {SocketOptions.Describe(option)} of {Type.NativeName()} socket");
        }

        if (row is { IsRemembered: true })
        {
            (_remembered ??= [])[option] = MemoryMarshal.Read<int>(bytes);
        }

        NoteOption(option, bytes);
    }
}
