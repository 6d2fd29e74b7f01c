using System.Diagnostics.CodeAnalysis;

namespace ZmqNative;

/// <content>Options of TCP, IP and multicast.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Whether IPv6 addresses are used, and IPv4 ones as mapped. Default false.</summary>
    public bool IPv6
    {
        get => GetFlag(SocketOptions.IPv6);
        set => SetFlag(SocketOptions.IPv6, value);
    }

    /// <summary>SO_KEEPALIVE. Default null: the system's.</summary>
    public bool? TcpKeepAlive
    {
        get => GetCount(SocketOptions.TcpKeepAlive) is { } value ? value != 0 : null;
        set => SetCount(SocketOptions.TcpKeepAlive, value is { } isOn ? (isOn ? 1 : 0) : null);
    }

    /// <summary>The number of lost probes that ends a connection. Default null: the system's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? TcpKeepAliveCount
    {
        get => GetCount(SocketOptions.TcpKeepAliveCount);
        set => SetCount(SocketOptions.TcpKeepAliveCount, value);
    }

    /// <summary>The time that a connection is idle before the first probe. Default null: the system's. In seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? TcpKeepAliveIdle
    {
        get => GetTime(SocketOptions.TcpKeepAliveIdle);
        set => SetTime(SocketOptions.TcpKeepAliveIdle, value);
    }

    /// <summary>The pause between probes. Default null: the system's. In seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? TcpKeepAliveInterval
    {
        get => GetTime(SocketOptions.TcpKeepAliveInterval);
        set => SetTime(SocketOptions.TcpKeepAliveInterval, value);
    }

    /// <summary>
    /// The time for which unacknowledged data is sent again before the connection ends. Default null: the system's. In
    /// milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? TcpMaxRetransmit
    {
        get => GetTime(SocketOptions.TcpMaxRetransmit);
        set => SetTime(SocketOptions.TcpMaxRetransmit, value);
    }

    /// <summary>The TOS or DSCP byte of packets. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int TypeOfService
    {
        get => GetInt32(SocketOptions.TypeOfService);
        set => SetInt32(SocketOptions.TypeOfService, value);
    }

    /// <summary>
    /// The network interface that connections go through, such as <c>eth0</c>. Default null: any. Linux alone.
    /// </summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? BindToDevice
    {
        get => GetText(SocketOptions.BindToDevice);
        set => SetText(SocketOptions.BindToDevice, value);
    }

    /// <summary>
    /// A SOCKS5 proxy for outgoing connections, <c>host:port</c>. Default empty: none; null unsets it. Unsafe: libzmq, up
    /// to 4.3.5 at least, aborts the process when a socket is closed or disconnected while its proxy cannot be reached.
    /// </summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">The text is empty (<c>EINVAL</c>).</exception>
    public string? UnsafeSocksProxy
    {
        get => GetText(SocketOptions.UnsafeSocksProxy);
        set => SetProxy(value);
    }

    /// <summary>The user name for the proxy. Default empty: no authentication.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? SocksUsername
    {
        get => GetText(SocketOptions.SocksUsername);
        set => SetText(SocketOptions.SocksUsername, value);
    }

    /// <summary>The password for the proxy.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? SocksPassword
    {
        get => GetText(SocketOptions.SocksPassword);
        set => SetText(SocketOptions.SocksPassword, value);
    }

    /// <summary>
    /// A listening descriptor, already open, that the next <see cref="Bind"/> takes over instead of opening one, after which
    /// this is null again. Default null.
    /// </summary>
    /// <exception cref="ArgumentException">The descriptor is no listening socket; libzmq would abort.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? UseFileDescriptor
    {
        get => GetCount(SocketOptions.UseFileDescriptor);
        set => SetCount(SocketOptions.UseFileDescriptor, value);
    }

    /// <summary>The loopback fast path of Windows. Default false; elsewhere it does nothing.</summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool LoopbackFastPath
    {
        get => GetFlag(SocketOptions.LoopbackFastPath);
        set => SetFlag(SocketOptions.LoopbackFastPath, value);
    }

    /// <summary>The largest rate of multicast data, in kilobits per second. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MulticastRate
    {
        get => GetInt32(SocketOptions.MulticastRate);
        set => SetInt32(SocketOptions.MulticastRate, value);
    }

    /// <summary>
    /// How long a receiver can be absent before data is lost. Default 10 s. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan MulticastRecoveryInterval
    {
        get => GetTime(SocketOptions.MulticastRecoveryInterval) ?? TimeSpan.Zero;
        set => SetTime(SocketOptions.MulticastRecoveryInterval, value);
    }

    /// <summary>The time to live of multicast packets, in hops. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MulticastHops
    {
        get => GetInt32(SocketOptions.MulticastHops);
        set => SetInt32(SocketOptions.MulticastHops, value);
    }

    /// <summary>The largest multicast packet, in bytes. Default 1,500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MulticastMaxTransportDataUnit
    {
        get => GetInt32(SocketOptions.MulticastMaxTransportDataUnit);
        set => SetInt32(SocketOptions.MulticastMaxTransportDataUnit, value);
    }

    /// <summary>Whether multicast data also reaches receivers on this machine. Default true.</summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool MulticastLoop
    {
        get => GetFlag(SocketOptions.MulticastLoop);
        set => SetFlag(SocketOptions.MulticastLoop, value);
    }

    /// <summary>
    /// The size of a VMCI connection's buffer, in bytes. Default 65,546. Where libzmq was built with VMCI.
    /// </summary>
    public ulong VmciBufferSize
    {
        get => (ulong)GetInt64(SocketOptions.VmciBufferSize);
        set => SetInt64(SocketOptions.VmciBufferSize, (long)value);
    }

    /// <summary>The smallest size of that buffer, in bytes. Default 128. Where libzmq was built with VMCI.</summary>
    public ulong VmciBufferMinSize
    {
        get => (ulong)GetInt64(SocketOptions.VmciBufferMinSize);
        set => SetInt64(SocketOptions.VmciBufferMinSize, (long)value);
    }

    /// <summary>The largest size of that buffer, in bytes. Default 262,144. Where libzmq was built with VMCI.</summary>
    public ulong VmciBufferMaxSize
    {
        get => (ulong)GetInt64(SocketOptions.VmciBufferMaxSize);
        set => SetInt64(SocketOptions.VmciBufferMaxSize, (long)value);
    }

    /// <summary>
    /// How long a VMCI connection may take. Default null: the system's. In milliseconds. Where libzmq was built with
    /// VMCI.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? VmciConnectTimeout
    {
        get => GetTime(SocketOptions.VmciConnectTimeout);
        set => SetTime(SocketOptions.VmciConnectTimeout, value);
    }
}
