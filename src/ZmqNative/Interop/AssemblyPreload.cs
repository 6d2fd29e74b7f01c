using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

/// <summary>Loads the references of an assembly before they are needed.</summary>
/// <remarks>
/// The runtime loads an assembly when the first method that uses it is compiled, and opens its file for that. A process without file
/// descriptors would get <see cref="FileNotFoundException"/> in place of the error about descriptors, and the runtime does not try
/// again later: that method would throw for the rest of the process.
/// </remarks>
internal static class AssemblyPreload
{
    /// <summary>Loads the references of an assembly, and their references.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that was trimmed away is not needed.")]
    [SuppressMessage("Design", "CA1031", Justification = "An assembly that cannot be loaded now is loaded later, as without this call.")]
    public static void Run(Assembly assembly)
    {
        // A program with NativeAOT has no such files.
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        HashSet<string> seen = [];
        Queue<Assembly> queue = new([assembly]);
        while (queue.TryDequeue(out Assembly? next))
        {
            foreach (AssemblyName name in next.GetReferencedAssemblies())
            {
                try
                {
                    if (seen.Add(name.Name!))
                    {
                        queue.Enqueue(Assembly.Load(name));
                    }
                }
                catch (Exception)
                {
                    // It may be found when it is needed.
                }
            }
        }
    }
}
