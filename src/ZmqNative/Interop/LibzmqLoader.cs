using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ZmqNative.Interop;

/// <summary>Finds libzmq, once, on the first call into it.</summary>
internal static unsafe class LibzmqLoader
{
    /// <summary>The environment variable that names the file to load before any other.</summary>
    public const string PathVariable = "ZMQNATIVE_LIBZMQ";

    private static readonly Version MinimumVersion = new(4, 3, 0);

    // Closes the race of two threads that both make the first call: one loads, the other waits for the result.
    private static readonly Lock Gate = new();
    private static nint _library;
    private static string? _path;

    /// <summary>
    /// The file that libzmq was loaded from: a full path, or the bare name that the system resolved; <see cref="StaticLinking.Path"/> if it is none.
    /// </summary>
    public static string Path
    {
        get
        {
            Load();
            return _path!;
        }
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before any import is bound.")]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(
            typeof(LibzmqLoader).Assembly,
            static (name, _, _) => name == Libzmq.LibraryName ? Load() : 0);

    /// <summary>Loads libzmq unless it is loaded.</summary>
    /// <exception cref="DllNotFoundException">None could be loaded; the message lists what was tried.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EnsureLoaded() => _ = Load();

    private static nint Load()
    {
        nint library = Volatile.Read(ref _library);
        if (library != 0)
        {
            return library;
        }

        string? failure = null;
        lock (Gate)
        {
            library = _library != 0 ? _library : LoadInsideLock(out failure);
        }

        if (failure is not null)
        {
            throw new DllNotFoundException(failure);
        }

        AssemblyPreload.Run(typeof(LibzmqLoader).Assembly);
        return library;
    }

    // Returns the failure instead of throwing it.
    private static nint LoadInsideLock(out string? failure)
    {
        failure = null;
        if (StaticLinking.IsEnabled)
        {
            return Publish(NativeLibrary.GetMainProgramHandle(), StaticLinking.Path);
        }

        List<string> tried = [];
        foreach (string candidate in Candidates())
        {
            if (TryLoad(candidate, tried, out nint library))
            {
                failure = CheckVersion(library, candidate);
                if (failure is not null)
                {
                    NativeLibrary.Free(library);
                    return 0;
                }

                return Publish(library, System.IO.Path.IsPathRooted(candidate) ? candidate : LoadedPath(candidate));
            }
        }

        failure = Explain(tried);
        return 0;
    }

    private static nint Publish(nint library, string path)
    {
        _path = path;

        // Done now, because looking up the function that reads errno may itself change errno.
        DirectCalls.Bind(library);
        InlineMessage.Bind(library);
        Volatile.Write(ref _library, library);
        return library;
    }

    private static bool TryLoad(string candidate, List<string> tried, out nint library)
    {
        bool rooted = System.IO.Path.IsPathRooted(candidate);
        if (rooted && !File.Exists(candidate))
        {
            tried.Add($"{candidate} (no such file)");
            library = 0;
            return false;
        }

        try
        {
            library = NativeLibrary.Load(candidate);
            if (NativeLibrary.TryGetExport(library, nameof(Libzmq.zmq_version), out _))
            {
                return true;
            }

            NativeLibrary.Free(library);
            tried.Add($"{candidate} (is no libzmq: it has no {nameof(Libzmq.zmq_version)})");
            library = 0;
            return false;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            tried.Add(rooted ? $"{candidate} ({exception.Message.ReplaceLineEndings(" ")})" : $"{candidate} (system search)");
            library = 0;
            return false;
        }
    }

    private static IEnumerable<string> Candidates()
    {
        string? configured = Environment.GetEnvironmentVariable(PathVariable);
        if (!string.IsNullOrEmpty(configured))
        {
            yield return System.IO.Path.GetFullPath(configured);
        }

        string file = OperatingSystem.IsWindows() ? "libzmq.dll" : OperatingSystem.IsMacOS() ? "libzmq.dylib" : "libzmq.so";
        foreach (string rid in RuntimeIdentifiers())
        {
            yield return System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native", file);
        }

        yield return System.IO.Path.Combine(AppContext.BaseDirectory, file);

        foreach (string folder in HostFolders())
        {
            yield return System.IO.Path.Combine(folder, file);
        }

        if (OperatingSystem.IsWindows())
        {
            yield return "libzmq.dll";
        }
        else if (OperatingSystem.IsMacOS())
        {
            yield return "libzmq.5.dylib";
            yield return "/opt/homebrew/lib/libzmq.5.dylib";
            yield return "/usr/local/lib/libzmq.5.dylib";
        }
        else
        {
            yield return "libzmq.so.5";
        }
    }

    // Where the host of .NET has the native files of packages: beside the program, in the cache of packages, or, for a program in a
    // single file that extracts itself, in a temporary folder.
    private static IEnumerable<string> HostFolders() =>
        ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string) ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(static folder => System.IO.Path.IsPathRooted(folder) && !IsBase(folder));

    private static bool IsBase(string folder) =>
        System.IO.Path.TrimEndingDirectorySeparator(folder) == System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    // The runtime's identifier may name a distribution (debian.12-x64); packages use the portable one.
    private static IEnumerable<string> RuntimeIdentifiers()
    {
        string architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.X86 => "x86",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture other => other.ToString().ToLowerInvariant(),
        };

        string own = RuntimeInformation.RuntimeIdentifier;
        string portable = OperatingSystem.IsWindows() ? $"win-{architecture}"
            : OperatingSystem.IsMacOS() ? $"osx-{architecture}"
            : own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal)
                ? $"linux-musl-{architecture}"
                : $"linux-{architecture}";

        yield return portable;
        if (own != portable)
        {
            yield return own;
        }
    }

    // Returns the problem with the version, or null.
    private static string? CheckVersion(nint library, string candidate)
    {
        int major, minor, patch;
        ((delegate* unmanaged[Cdecl]<int*, int*, int*, void>)NativeLibrary.GetExport(library, nameof(Libzmq.zmq_version)))(
            &major, &minor, &patch);
        Version found = new(major, minor, patch);
        return found >= MinimumVersion
            ? null
            : $"libzmq {found} at {candidate} is too old: ZmqNative needs {MinimumVersion} or newer. " +
              $"Install a newer one, or name its file in {PathVariable}.";
    }

    // On Linux the system reports the file that a bare name was resolved to; elsewhere the name itself is used.
    private static string LoadedPath(string name)
    {
        const string Maps = "/proc/self/maps";
        if (OperatingSystem.IsLinux() && File.Exists(Maps))
        {
            foreach (string line in File.ReadLines(Maps))
            {
                int slash = line.IndexOf('/', StringComparison.Ordinal);
                if (slash >= 0 && line.AsSpan(slash).Contains("/libzmq.so", StringComparison.Ordinal))
                {
                    return line[slash..];
                }
            }
        }

        return name;
    }

    private static string Explain(List<string> tried)
    {
        StringBuilder text = new("The native library libzmq could not be loaded. Tried, in this order:");
        foreach (string line in tried)
        {
            text.AppendLine().Append("  ").Append(line);
        }

        return text.AppendLine()
            .Append("Get one with ./build.sh native in the ZmqNative repository, or install it: ")
            .Append("apt-get install libzmq5 (Debian, Ubuntu), dnf install zeromq (Fedora), brew install zeromq (macOS); ")
            .Append("on Windows put libzmq.dll beside the program. ")
            .Append(PathVariable).Append(" may name the file.")
            .ToString();
    }
}
