using System.Collections.Concurrent;
using System.Reflection;

namespace ZmqNative.Actors.TestKit;

/// <summary>The fields of types of the runtime and of the compiler, by which an <see cref="AwaitInspector"/> follows a pending handling.</summary>
internal static class TypeFields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Own = new();

    private static readonly FieldInfo? Action = typeof(Task).GetField("m_action", Declared);

    /// <summary>Returns the fields that a type adds to those of a task or an object.</summary>
    public static FieldInfo[] Of(Type type) => Own.GetOrAdd(type, static type =>
    {
        List<FieldInfo> fields = [];
        for (Type? at = type; at is not null && at != typeof(object) && at != typeof(Task) && at != typeof(ValueType); at = at.BaseType)
        {
            if (!(at.IsGenericType && at.GetGenericTypeDefinition() == typeof(Task<>)))
            {
                fields.AddRange(at.GetFields(Declared));
            }
        }

        return [.. fields];
    });

    /// <summary>Returns the value of a field; null if the type has no such field.</summary>
    public static object? Read(object from, string name) =>
        Array.Find(Of(from.GetType()), field => field.Name == name)?.GetValue(from);

    public static bool Has(object from, string name) => Array.Exists(Of(from.GetType()), field => field.Name == name);

    /// <summary>Whether a task runs a delegate, on some scheduler. If the runtime does not tell, it does.</summary>
    public static bool HasDelegate(Task task) => Action is null || Action.GetValue(task) is not null;
}
