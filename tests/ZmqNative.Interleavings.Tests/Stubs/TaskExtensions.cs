namespace ZmqNative.Patterns;

/// <summary>Stands in for the extension methods of tasks.</summary>
internal static class TaskExtensions
{
    public static void Observe(this Task task)
    {
    }
}
