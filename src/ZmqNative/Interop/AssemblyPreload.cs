using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

/// <summary>Loads what an assembly refers to before it is needed.</summary>
/// <remarks>
/// The runtime loads an assembly when the first method that uses it is compiled, and opens its file for that. A process without file
/// descriptors would meet <see cref="FileNotFoundException"/> in place of the error that tells of it, and the runtime does not try
/// again later: that method would throw for the rest of the process.
/// </remarks>
internal static class AssemblyPreload
{
    /// <summary>Loads the references of an assembly, and theirs.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that was trimmed away is not needed.")]
    [SuppressMessage("Design", "CA1031", Justification = "What cannot be loaded now is not worse off than without this.")]
    public static void Run(Assembly assembly)
    {
        // In a program that was compiled ahead there are no such files.
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
                    // It may be there when it is needed.
                }
            }
        }
    }
}
