using System.Net.Sockets;
using System.Text;

namespace ZmqNative;

/// <summary>The path of an <c>ipc://</c> socket, and the file that is there.</summary>
/// <remarks>
/// libzmq removes any file at the path before it binds: a data file, or the socket of a server that runs, which then
/// gets no more clients and never learns why. So that is looked at first.
/// </remarks>
internal static class IpcPath
{
    private const string Scheme = "ipc://";

    /// <summary>
    /// Held over the look at a path and libzmq's binding: of two threads that bind to one path, the second finds the first. Another
    /// process that binds in between is not seen.
    /// </summary>
    public static Lock Gate { get; } = new();

    /// <summary>The most bytes of a path, which one less than <c>sun_path</c> holds.</summary>
    public static int LongestPath { get; } = OperatingSystem.IsMacOS() ? 103 : 107;

    /// <summary>Whether an endpoint is one.</summary>
    public static bool Covers(string endpoint) => endpoint.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Whether it is a name that no file belongs to, as Linux has them.</summary>
    public static bool IsAbstract(string endpoint) => Covers(endpoint) && endpoint.AsSpan(Scheme.Length) is ['@', ..];

    /// <summary>Whether libzmq is to choose the path.</summary>
    public static bool IsWildcard(string endpoint) => Covers(endpoint) && endpoint.AsSpan(Scheme.Length) is ['*', ..];

    /// <summary>The path, relative where the endpoint's is; for an abstract name the name with the zero byte in front.</summary>
    public static string Of(string endpoint) => IsAbstract(endpoint) ? "\0" + endpoint[(Scheme.Length + 1)..] : endpoint[Scheme.Length..];

    /// <summary>Throws for a path that no socket can have.</summary>
    /// <exception cref="ZmqException">It is too long (<c>ENAMETOOLONG</c>), or an abstract name without a name (<c>EINVAL</c>).</exception>
    public static void ThrowIfImpossible(string endpoint, string operation)
    {
        int length = Encoding.UTF8.GetByteCount(endpoint.AsSpan(Scheme.Length));
        if (length > LongestPath)
        {
            ThrowHelper.Throw(
                Errno.ENAMETOOLONG, operation, endpoint, advice:
                $"The path has {length:N0} bytes in UTF-8{(IsAbstract(endpoint) ? ", the @ among them" : string.Empty)}, and a socket's has at most {LongestPath}; choose a shorter one, or a relative one.");
        }

        if (IsAbstract(endpoint) && length == 1)
        {
            ThrowHelper.Throw(Errno.EINVAL, operation, endpoint, advice: "An abstract name follows the @, as in ipc://@name.");
        }
    }

    /// <summary>Throws unless the path is free, or has a socket without a listener.</summary>
    /// <exception cref="AddressInUseException">Another socket listens there, or the file there is no socket.</exception>
    /// <exception cref="ZmqException">The folder is missing, or this user may not look.</exception>
    public static void ThrowIfTaken(string endpoint, string operation)
    {
        string path = Of(endpoint);
        switch (FileIdentity.Of(path)?.Kind)
        {
            case null:
                ThrowIfFolderMissing(path, endpoint, operation);
                break;
            case FileKind.Folder:
                ThrowHelper.Throw(
                    Errno.EADDRINUSE, operation, endpoint, advice: "That is a folder; add a file name.");
                break;
            case FileKind.Other:
                ThrowHelper.Throw(
                    Errno.EADDRINUSE, operation, endpoint, advice:
                    "What is there is no socket, so it was left alone; choose another path, or remove it.");
                break;
            default:
                ThrowIfAlive(path, endpoint, operation);
                break;
        }
    }

    private static void ThrowIfFolderMissing(string path, string endpoint, string operation)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder))
        {
            ThrowHelper.Throw(Errno.ENOENT, operation, endpoint, advice: $"The folder {folder} does not exist; create it first.");
        }
    }

    private static void ThrowIfAlive(string path, string endpoint, string operation)
    {
        int errno = AddressProbe.Connect(new UnixDomainSocketEndPoint(path));
        if (errno == Errno.ECONNREFUSED || errno == Errno.ENOENT)
        {
            // Of a process that has ended, or removed meanwhile.
            return;
        }

        bool unknown = errno is Errno.EACCES or Errno.EMFILE;
        ThrowHelper.Throw(
            unknown ? errno : Errno.EADDRINUSE, operation, endpoint, advice: errno == Errno.EACCES
                ? "This user may not connect to the socket there, so it is not known whether a process listens."
                : null);
    }
}
