using System.Reflection;
using System.Runtime.InteropServices;

namespace ZmqNative.Peers;

/// <summary>Makes the other bindings call the same libzmq as ZmqNative.</summary>
internal static class SharedLibzmq
{
    public static void Give(Assembly assembly) => NativeLibrary.SetDllImportResolver(assembly, static (name, _, _) =>
        name.Contains("zmq", StringComparison.Ordinal) ? NativeLibrary.Load(Path()) : IntPtr.Zero);

    private static string Path()
    {
        string folder = System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes");
        string os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string rid = $"{os}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string file = OperatingSystem.IsWindows() ? "libzmq.dll" : OperatingSystem.IsMacOS() ? "libzmq.dylib" : "libzmq.so";
        return System.IO.Path.Combine(folder, rid, "native", file);
    }
}
