using System.Net;
using System.Net.Sockets;

namespace ZmqNative;

/// <summary>An address that a socket is bound to. libzmq's I/O thread closes it some time after the socket was unbound or closed.</summary>
internal sealed class Listener
{
    private const string Tcp = "tcp://";

    private readonly IPEndPoint? _address;
    private readonly string? _path;
    private readonly FileIdentity? _file;

    /// <summary>Notes an address; to be called once libzmq has bound it.</summary>
    /// <param name="endpoint">As <see cref="Socket.LastEndpoint"/> gives it.</param>
    /// <param name="wildcard">Whether libzmq chose the path, and so removes the file and its folder itself.</param>
    public Listener(string endpoint, bool wildcard)
    {
        Endpoint = endpoint;
        if (IpcPath.Covers(endpoint))
        {
            // The working directory may change.
            _path = IpcPath.IsAbstract(endpoint) ? IpcPath.Of(endpoint) : Path.GetFullPath(IpcPath.Of(endpoint));
            _file = wildcard || IpcPath.IsAbstract(endpoint) ? null : FileIdentity.Of(_path);
        }
        else if (endpoint.StartsWith(Tcp, StringComparison.Ordinal) && IPEndPoint.TryParse(endpoint.AsSpan(Tcp.Length), out IPEndPoint? address))
        {
            _address = address;
        }
    }

    /// <summary>The endpoint.</summary>
    public string Endpoint { get; }

    /// <summary>Whether this is the listener that an endpoint means which libzmq has accepted for unbinding.</summary>
    public bool Matches(string endpoint) =>
        Endpoint == endpoint
        || (_address is not null && endpoint.StartsWith(Tcp, StringComparison.Ordinal)
            && endpoint.AsSpan(endpoint.LastIndexOf(':')).SequenceEqual(Endpoint.AsSpan(Endpoint.LastIndexOf(':'))));

    /// <summary>
    /// Removes the file of an <c>ipc://</c> listener, which libzmq leaves behind, if it is still the one that was bound. The path is
    /// free from then on.
    /// </summary>
    public void RemoveFile()
    {
        // Between the check and the removal another process may bind there; that cannot be prevented.
        if (_file is { } file && FileIdentity.Of(_path!) == file)
        {
            try
            {
                File.Delete(_path!);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The next bind takes it over.
            }
        }
    }

    /// <summary>Whether the address can be bound again. True, too, where that cannot be told.</summary>
    public bool IsFree() =>
        _address is not null ? AddressProbe.Bind(_address) != Errno.EADDRINUSE
        : _path is null || _file is not null
        || (_path[0] == '\0' ? AddressProbe.Bind(new UnixDomainSocketEndPoint(_path)) != Errno.EADDRINUSE : !File.Exists(_path));
}
