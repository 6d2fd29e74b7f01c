using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Facts about the native libzmq in use.</summary>
public static unsafe class Zmq
{
    // Read on first use rather than in a static constructor: that would hide the loader's message behind a
    // TypeInitializationException. A race of two threads computes the same value twice.
    private static Version? _version;
    private static string[]? _capabilities;
    private static bool? _hasDraft;
    private static bool? _isCorrected;

    /// <summary>The version of the loaded libzmq, 4.3.0 or newer.</summary>
    /// <exception cref="DllNotFoundException">No libzmq could be loaded; the message lists what was tried.</exception>
    public static Version Version => _version ??= ReadVersion();

    /// <summary>The file libzmq was loaded from.</summary>
    /// <exception cref="DllNotFoundException">No libzmq could be loaded; the message lists what was tried.</exception>
    public static string LibraryPath => LibzmqLoader.Path;

    /// <summary>The names for <see cref="Has"/>.</summary>
    public static IReadOnlyList<string> KnownCapabilities { get; } =
        ["ipc", "curve", "plain", "draft", "gssapi", "norm", "pgm", "tipc", "vmci", "ws", "wss", "zmqnative"];

    /// <summary>Every known capability that the loaded libzmq has, such as <c>curve</c>, <c>ipc</c> or <c>draft</c>.</summary>
    public static IReadOnlyList<string> Capabilities => _capabilities ??= [.. KnownCapabilities.Where(Has)];

    /// <summary>Tells whether the loaded libzmq was built with a capability.</summary>
    /// <param name="capability">
    /// One of <c>ipc</c>, <c>curve</c>, <c>gssapi</c>, <c>pgm</c>, <c>tipc</c>, <c>norm</c>, <c>vmci</c>, <c>ws</c>,
    /// <c>wss</c> or <c>draft</c>. <c>plain</c> is always there. <c>zmqnative</c> is there if the library has the corrections
    /// of this project (native/README.md), as the one in the packages does.
    /// </param>
    /// <returns>True if it is there; false also for names that libzmq does not know.</returns>
    /// <exception cref="ArgumentException"><paramref name="capability"/> is null or empty.</exception>
    public static bool Has(string capability)
    {
        ArgumentException.ThrowIfNullOrEmpty(capability);
        if (capability == "plain")
        {
            return true;
        }

        using NativeString name = new(capability, nameof(capability), stackalloc byte[NativeString.StackSize]);
        fixed (byte* pointer = name.Bytes)
        {
            return Libzmq.zmq_has(pointer) == 1;
        }
    }

    /// <summary>Whether the loaded libzmq has the corrections of native/corrections.</summary>
    internal static bool IsCorrected => _isCorrected ??= Has("zmqnative");

    /// <summary>Throws unless libzmq has its draft API.</summary>
    internal static void RequireDraft(string feature)
    {
        if (!(_hasDraft ??= Has("draft")))
        {
            ThrowHelper.ThrowNoDraft(feature);
        }
    }

    private static Version ReadVersion()
    {
        int major, minor, patch;
        Libzmq.zmq_version(&major, &minor, &patch);
        return new Version(major, minor, patch);
    }
}
