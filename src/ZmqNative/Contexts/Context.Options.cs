using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Options, most of which count only before the first socket is created.</content>
public sealed unsafe partial class Context
{
    // Linux takes at most 16 bytes for a thread's name, and libzmq adds its own part; it cuts what is longer.
    private const int LongestThreadNamePrefix = 16;

    private readonly HashSet<int> _affinity = [];

    /// <summary>The number of I/O threads: one for every gigabyte per second is the rule. Default 1; 0 allows inproc alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or above 1,024.</exception>
    public int IoThreads
    {
        get => GetOption(Libzmq.ZMQ_IO_THREADS);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            SetOption(Libzmq.ZMQ_IO_THREADS, value);
        }
    }

    /// <summary>
    /// How many sockets may be open at once, the two ends of each monitor among them. Default 1023; at most <see cref="SocketLimit"/>.
    /// Counts before the first socket is made.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or above the limit.</exception>
    public int MaxSockets
    {
        get => GetOption(Libzmq.ZMQ_MAX_SOCKETS);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            SetOption(Libzmq.ZMQ_MAX_SOCKETS, value);
        }
    }

    /// <summary>The largest value that <see cref="MaxSockets"/> may have.</summary>
    public int SocketLimit => GetOption(Libzmq.ZMQ_SOCKET_LIMIT);

    /// <summary>The largest size of a message that may be sent, in bytes. Default <see cref="int.MaxValue"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxMessageSize
    {
        get => GetOption(Libzmq.ZMQ_MAX_MSGSZ);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            SetOption(Libzmq.ZMQ_MAX_MSGSZ, value);
        }
    }

    /// <summary>Whether new sockets use IPv6 by default. Default false.</summary>
    public bool IPv6
    {
        get => GetOption(Libzmq.ZMQ_IPV6) != 0;
        set => SetOption(Libzmq.ZMQ_IPV6, value ? 1 : 0);
    }

    /// <summary>
    /// Whether libzmq's own default linger is for ever (true, its default) or nothing. Sockets of ZmqNative set theirs
    /// explicitly, so this only matters to sockets made through <see cref="Handle"/>.
    /// </summary>
    public bool Blocky
    {
        get => GetOption(Libzmq.ZMQ_BLOCKY) != 0;
        set => SetOption(Libzmq.ZMQ_BLOCKY, value ? 1 : 0);
    }

    /// <summary>The start of the names of the I/O threads, at most 16 characters. Default empty. Not on Windows.</summary>
    /// <exception cref="ArgumentException">The value is null, longer, or has a NUL.</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API and the value is no number.</exception>
    public string ThreadNamePrefix
    {
        get
        {
            if (!Zmq.Has("draft"))
            {
                return GetOption(Libzmq.ZMQ_THREAD_NAME_PREFIX).ToString(CultureInfo.InvariantCulture);
            }

            Span<byte> buffer = stackalloc byte[LongestThreadNamePrefix + 1];
            nuint length = (nuint)buffer.Length;
            fixed (byte* pointer = buffer)
            {
                lock (_gate)
                {
                    if (LibzmqDraft.zmq_ctx_get_ext(RequireNative(), Libzmq.ZMQ_THREAD_NAME_PREFIX, pointer, &length) != 0)
                    {
                        ThrowHelper.Throw(Libzmq.zmq_errno(), "get context option ThreadNamePrefix");
                    }
                }
            }

            ReadOnlySpan<byte> text = buffer[..(int)length];
            int end = text.IndexOf((byte)0);
            return System.Text.Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && !Zmq.Has("draft"))
            {
                SetOption(Libzmq.ZMQ_THREAD_NAME_PREFIX, number);
                return;
            }

            Zmq.RequireDraft("A thread name prefix that is no number");
            using NativeString prefix = new(value, nameof(value), stackalloc byte[NativeString.StackSize]);
            if (prefix.Bytes.Length - 1 > LongestThreadNamePrefix)
            {
                throw new ArgumentException($"A thread name prefix has at most {LongestThreadNamePrefix} bytes.", nameof(value));
            }

            // libzmq takes four bytes for an int: those go with the zero byte that ends them, which libzmq passes over.
            int length = prefix.Bytes.Length - 1;
            length += length == sizeof(int) ? 1 : 0;
            fixed (byte* pointer = prefix.Bytes)
            {
                lock (_gate)
                {
                    if (LibzmqDraft.zmq_ctx_set_ext(RequireNative(), Libzmq.ZMQ_THREAD_NAME_PREFIX, pointer, (nuint)length) != 0)
                    {
                        ThrowHelper.Throw(Libzmq.zmq_errno(), "set context option ThreadNamePrefix");
                    }
                }
            }
        }
    }

    /// <summary>Whether received messages may share the receive buffer rather than be copied. Default true.</summary>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    [Experimental(Experiments.Draft)]
    public bool ZeroCopyReceive
    {
        get
        {
            Zmq.RequireDraft(nameof(ZeroCopyReceive));
            return GetOption(LibzmqDraft.ZMQ_ZERO_COPY_RECV) != 0;
        }

        set
        {
            Zmq.RequireDraft(nameof(ZeroCopyReceive));
            SetOption(LibzmqDraft.ZMQ_ZERO_COPY_RECV, value ? 1 : 0);
        }
    }

    /// <summary>Lets the I/O threads run on a processor; with several calls, on any of those. Linux alone.</summary>
    /// <param name="processor">The processor's number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">This process may not use such a processor; libzmq would abort.</exception>
    public void AddThreadAffinity(int processor)
    {
        SetOption(Libzmq.ZMQ_THREAD_AFFINITY_CPU_ADD, processor);
        _affinity.Add(processor);
    }

    /// <summary>Undoes <see cref="AddThreadAffinity"/>.</summary>
    /// <param name="processor">The processor's number.</param>
    /// <exception cref="ArgumentException">It was not added before.</exception>
    public void RemoveThreadAffinity(int processor)
    {
        if (!_affinity.Remove(processor))
        {
            throw new ArgumentException($"Processor {processor} was not added before.", nameof(processor));
        }

        SetOption(Libzmq.ZMQ_THREAD_AFFINITY_CPU_REMOVE, processor);
    }

    /// <summary>Reads an option that has no property.</summary>
    /// <param name="option">A <c>ZMQ_*</c> number of <see cref="Libzmq"/>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ZmqException">There is no such option (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The context is terminated.</exception>
    public int GetOption(int option)
    {
        int value, errno;
        lock (_gate)
        {
            value = Libzmq.zmq_ctx_get(RequireNative(), option);
            errno = Libzmq.zmq_errno();
        }

        if (value < 0)
        {
            ThrowHelper.Throw(errno, $"get context option {option}");
        }

        return value;
    }

    /// <summary>Sets an option that has no property.</summary>
    /// <param name="option">
    /// A <c>ZMQ_*</c> number of <see cref="Libzmq"/>. Scheduling policy and priority are not checked: libzmq aborts the
    /// process when the system refuses them to its threads.
    /// </param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">libzmq would take the value and abort over it with the first socket.</exception>
    /// <exception cref="ZmqException">There is no such option, or the value is wrong (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The context is terminated.</exception>
    public void SetOption(int option, int value)
    {
        RefuseFatalOption(option, value);
        int result, errno;
        lock (_gate)
        {
            result = Libzmq.zmq_ctx_set(RequireNative(), option, value);
            errno = Libzmq.zmq_errno();
        }

        if (result != 0)
        {
            ThrowHelper.Throw(errno, $"set context option {option} to {value}");
        }
    }

    private void* RequireNative()
    {
        void* native = _native;
        if (native == null)
        {
            ThrowHelper.ThrowDisposed(nameof(Context));
        }

        return native;
    }
}
