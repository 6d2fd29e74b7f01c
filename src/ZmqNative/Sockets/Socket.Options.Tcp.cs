using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>TCP, IP and multicast.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Whether IPv6 addresses are used, and IPv4 ones as mapped. Default false.</summary>
    public bool IPv6
    {
        get => GetBool(Libzmq.ZMQ_IPV6);
        set => SetBool(Libzmq.ZMQ_IPV6, value);
    }

    /// <summary>SO_KEEPALIVE. Default null: the system's.</summary>
    public bool? TcpKeepAlive
    {
        get => GetSwitch(Libzmq.ZMQ_TCP_KEEPALIVE);
        set => SetSwitch(Libzmq.ZMQ_TCP_KEEPALIVE, value);
    }

    /// <summary>How many lost probes end a connection. Default null: the system's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? TcpKeepAliveCount
    {
        get => GetCount(Libzmq.ZMQ_TCP_KEEPALIVE_CNT, none: -1);
        set => SetCount(Libzmq.ZMQ_TCP_KEEPALIVE_CNT, value, none: -1);
    }

    /// <summary>How long a connection is idle before the first probe. Default null: the system's. In seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? TcpKeepAliveIdle
    {
        get => GetTime(Libzmq.ZMQ_TCP_KEEPALIVE_IDLE, none: -1, unitInMilliseconds: 1000);
        set => SetTime(Libzmq.ZMQ_TCP_KEEPALIVE_IDLE, value, none: -1, unitInMilliseconds: 1000);
    }

    /// <summary>The pause between probes. Default null: the system's. In seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? TcpKeepAliveInterval
    {
        get => GetTime(Libzmq.ZMQ_TCP_KEEPALIVE_INTVL, none: -1, unitInMilliseconds: 1000);
        set => SetTime(Libzmq.ZMQ_TCP_KEEPALIVE_INTVL, value, none: -1, unitInMilliseconds: 1000);
    }

    /// <summary>
    /// How long unacknowledged data is sent again before the connection is given up. Default null: the system's. In
    /// milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? TcpMaxRetransmit
    {
        get => GetTime(Libzmq.ZMQ_TCP_MAXRT, none: 0);
        set => SetTime(Libzmq.ZMQ_TCP_MAXRT, value, none: 0);
    }

    /// <summary>The TOS or DSCP byte of packets. Default 0.</summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int TypeOfService
    {
        get => GetInt32Option(Libzmq.ZMQ_TOS);
        set => SetOption(Libzmq.ZMQ_TOS, value);
    }

    /// <summary>
    /// The network interface that connections go through, such as <c>eth0</c>. Default null: any. Linux alone.
    /// </summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? BindToDevice
    {
        get => GetString(Libzmq.ZMQ_BINDTODEVICE);
        set => SetString(Libzmq.ZMQ_BINDTODEVICE, value);
    }

    /// <summary>
    /// A SOCKS5 proxy for outgoing connections, <c>host:port</c>. Default empty: none; null unsets it. Unsafe: libzmq, up
    /// to 4.3.5 at least, aborts the process when a socket is closed or disconnected while its proxy cannot be reached.
    /// </summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">The text is empty (<c>EINVAL</c>).</exception>
    public string? UnsafeSocksProxy
    {
        get => GetString(Libzmq.ZMQ_SOCKS_PROXY);
        set => SetProxy(value);
    }

    /// <summary>The user name for the proxy. Default empty: no authentication.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? SocksUsername
    {
        get => GetString(LibzmqDraft.ZMQ_SOCKS_USERNAME);
        set => SetString(LibzmqDraft.ZMQ_SOCKS_USERNAME, value);
    }

    /// <summary>The password for the proxy.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? SocksPassword
    {
        get => GetString(LibzmqDraft.ZMQ_SOCKS_PASSWORD);
        set => SetString(LibzmqDraft.ZMQ_SOCKS_PASSWORD, value);
    }

    /// <summary>
    /// A listening descriptor, already open, that the next <see cref="Bind"/> takes over instead of opening one, after which
    /// this is null again. Default null.
    /// </summary>
    /// <exception cref="ArgumentException">The descriptor is no listening socket; libzmq would abort.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? UseFileDescriptor
    {
        get => GetCount(Libzmq.ZMQ_USE_FD, none: -1);
        set => SetCount(Libzmq.ZMQ_USE_FD, value, none: -1);
    }

    /// <summary>The loopback fast path of Windows. Default false; elsewhere it does nothing.</summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool LoopbackFastPath
    {
        get => GetBool(LibzmqDraft.ZMQ_LOOPBACK_FASTPATH);
        set => SetBool(LibzmqDraft.ZMQ_LOOPBACK_FASTPATH, value);
    }

    /// <summary>The largest rate of multicast data, in kilobits per second. Default 100.</summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int MulticastRate
    {
        get => GetInt32Option(Libzmq.ZMQ_RATE);
        set => SetOption(Libzmq.ZMQ_RATE, value);
    }

    /// <summary>
    /// How long a receiver can be absent before data is lost for good. Default 10 s. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan MulticastRecoveryInterval
    {
        get => GetTime(Libzmq.ZMQ_RECOVERY_IVL, none: -1) ?? TimeSpan.Zero;
        set => SetTime(Libzmq.ZMQ_RECOVERY_IVL, value, none: -1);
    }

    /// <summary>The time to live of multicast packets, in hops. Default 1.</summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int MulticastHops
    {
        get => GetInt32Option(Libzmq.ZMQ_MULTICAST_HOPS);
        set => SetOption(Libzmq.ZMQ_MULTICAST_HOPS, value);
    }

    /// <summary>The largest multicast packet, in bytes. Default 1,500.</summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int MulticastMaxTransportDataUnit
    {
        get => GetInt32Option(Libzmq.ZMQ_MULTICAST_MAXTPDU);
        set => SetOption(Libzmq.ZMQ_MULTICAST_MAXTPDU, value);
    }

    /// <summary>Whether multicast data also reaches receivers on this machine. Default true.</summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool MulticastLoop
    {
        get => GetBool(LibzmqDraft.ZMQ_MULTICAST_LOOP);
        set => SetBool(LibzmqDraft.ZMQ_MULTICAST_LOOP, value);
    }

    /// <summary>
    /// The size of a VMCI connection's buffer, in bytes. Default 65,546. Where libzmq was built with VMCI.
    /// </summary>
    public ulong VmciBufferSize
    {
        get => (ulong)GetInt64(Libzmq.ZMQ_VMCI_BUFFER_SIZE);
        set => SetInt64(Libzmq.ZMQ_VMCI_BUFFER_SIZE, (long)value);
    }

    /// <summary>The smallest size of that buffer, in bytes. Default 128. Where libzmq was built with VMCI.</summary>
    public ulong VmciBufferMinSize
    {
        get => (ulong)GetInt64(Libzmq.ZMQ_VMCI_BUFFER_MIN_SIZE);
        set => SetInt64(Libzmq.ZMQ_VMCI_BUFFER_MIN_SIZE, (long)value);
    }

    /// <summary>The largest size of that buffer, in bytes. Default 262,144. Where libzmq was built with VMCI.</summary>
    public ulong VmciBufferMaxSize
    {
        get => (ulong)GetInt64(Libzmq.ZMQ_VMCI_BUFFER_MAX_SIZE);
        set => SetInt64(Libzmq.ZMQ_VMCI_BUFFER_MAX_SIZE, (long)value);
    }

    /// <summary>
    /// How long a VMCI connection may take. Default null: the system's. In milliseconds. Where libzmq was built with
    /// VMCI.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? VmciConnectTimeout
    {
        get => GetTime(Libzmq.ZMQ_VMCI_CONNECT_TIMEOUT, none: -1);
        set => SetTime(Libzmq.ZMQ_VMCI_CONNECT_TIMEOUT, value, none: -1);
    }
}
