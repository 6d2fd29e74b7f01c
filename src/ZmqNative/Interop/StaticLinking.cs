using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interop;

/// <summary>Whether libzmq is a part of the program's own file, as <c>ZmqNativeStatic</c> makes it with NativeAOT.</summary>
/// <remarks>
/// The compiler of NativeAOT sees a constant. Imports are then calls that the linker bound; what is called by address (<see cref="DirectCalls"/>,
/// <see cref="InlineMessage"/>) is bound to the imports, too.
/// </remarks>
internal static class StaticLinking
{
    /// <summary>The text that stands for the file of a library that is linked.</summary>
    public const string Path = "(linked into the program)";

    /// <summary>Whether libzmq is linked into the program.</summary>
    [FeatureSwitchDefinition("ZmqNative.IsLinkedStatically")]
    public static bool IsEnabled { get; } = AppContext.TryGetSwitch("ZmqNative.IsLinkedStatically", out bool isLinked) && isLinked;
}
