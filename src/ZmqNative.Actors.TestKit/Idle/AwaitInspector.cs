using System.Collections;
using System.Reflection;
using System.Threading.Tasks.Sources;

namespace ZmqNative.Actors.TestKit;

/// <summary>Finds out what a pending handling waits for, by the fields of its state machines.</summary>
/// <remarks>
/// <para>
/// An <c>async</c> method keeps the awaiter of the operation that it waits for in a field, which is cleared when it continues. Each method of the
/// chain waits for the next one, and the last for an object that other code completes, the leaf. If the leaf is not complete, no code of the chain
/// runs: each method has set its field as its last step before it was suspended, and continues only after the leaf is complete. This holds whatever
/// thread continues it, with or without <c>ConfigureAwait</c>.
/// </para>
/// <para>What is not recognized counts as <see cref="AwaitState.Outside"/>: then the broker is not idle. So an unknown type never makes it look idle.</para>
/// </remarks>
internal sealed class AwaitInspector(List<AwaitLeaf> leaves)
{
    // Deeper chains are not followed.
    private const int MaxDepth = 256;

    /// <summary>Describes the object that the handling waits for.</summary>
    public string Description { get; private set; } = "nothing";

    /// <summary>Follows an awaiter, and adds the leaves for which it waits.</summary>
    public AwaitState Inspect(object awaiter)
    {
        try
        {
            AwaitState state = VisitAwaiter(awaiter, framework: false, depth: 0);
            return state == AwaitState.None ? AwaitState.Runs : state;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TargetInvocationException or NullReferenceException)
        {
            // The number of a use that is over: the handling has continued meanwhile.
            return AwaitState.Runs;
        }
    }

    private AwaitState VisitAwaiter(object awaiter, bool framework, int depth)
    {
        if (depth > MaxDepth)
        {
            return Outside("a very long chain of calls");
        }

        AwaitState state = AwaitState.None;
        foreach (FieldInfo field in TypeFields.Of(awaiter.GetType()))
        {
            object? value = field.GetValue(awaiter);
            AwaitState next = value switch
            {
                null => AwaitState.None,
                Task task => VisitTask(task, framework, depth + 1),
                ValueType when IsValueTask(field.FieldType) => VisitValueTask(value, framework, depth + 1),
                ValueType when field.FieldType is { IsPrimitive: false, Namespace: "System.Runtime.CompilerServices" } =>
                    VisitAwaiter(value, framework, depth + 1),
                _ => AwaitState.None,
            };
            state = Worse(state, next);
        }

        return state == AwaitState.None && !awaiter.GetType().IsValueType ? Outside($"a {awaiter.GetType().Name}") : state;
    }

    private AwaitState VisitValueTask(object task, bool framework, int depth) => TypeFields.Read(task, "_obj") switch
    {
        null => AwaitState.None,
        Task of => VisitTask(of, framework, depth),
        var source => VisitSource(source, (short)TypeFields.Read(task, "_token")!, framework, depth),
    };

    private AwaitState VisitTask(Task task, bool framework, int depth)
    {
        if (task.IsCompleted)
        {
            return AwaitState.Runs;
        }

        Type type = task.GetType();
        if (TypeFields.Read(task, "StateMachine") is { } machine)
        {
            return VisitStateMachine(machine, depth);
        }

        if (type == typeof(Task) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)))
        {
            return TypeFields.HasDelegate(task) ? Outside("work that runs on a task scheduler")
                : framework ? Outside("a task that the framework completes")
                : Leaf(task, 0, "a task that other code completes, as by a TaskCompletionSource");
        }

        if (type.DeclaringType == typeof(SemaphoreSlim))
        {
            return Leaf(task, 0, "a SemaphoreSlim");
        }

        if (type.Name.StartsWith("DelayPromise", StringComparison.Ordinal))
        {
            return TypeFields.Read(task, "_timer") switch
            {
                VirtualTimer timer => VisitTimer(timer),
                null => Leaf(task, 0, "a cancellation"),
                _ => Outside("a delay by the system's clock (give it the TimeProvider of the test broker)"),
            };
        }

        return TypeFields.Read(task, "_source") is { } source && TypeFields.Read(task, "_token") is short token
            ? VisitSource(source, token, framework, depth + 1)
            : VisitParts(task, framework, depth + 1);
    }

    // Such as the tasks of WhenAll, WhenAny and WaitAsync.
    private AwaitState VisitParts(Task task, bool framework, int depth)
    {
        string name = task.GetType().Name;
        bool all = name.StartsWith("WhenAll", StringComparison.Ordinal);
        AwaitState state = AwaitState.None;
        foreach (FieldInfo field in TypeFields.Of(task.GetType()))
        {
            IEnumerable parts = field.GetValue(task) switch
            {
                Task part => new[] { part },
                IEnumerable<Task> tasks => tasks,
                VirtualTimer timer when timer.IsActive => new[] { timer },
                _ => Array.Empty<Task>(),
            };
            foreach (object? part in parts)
            {
                AwaitState next = part switch
                {
                    // Of several tasks that all have to complete, those that have completed do not continue the handling.
                    Task { IsCompleted: true } when all => AwaitState.None,
                    Task one => VisitTask(one, framework, depth),
                    VirtualTimer timer => VisitTimer(timer),
                    _ => AwaitState.None,
                };
                state = Worse(state, next);
            }
        }

        return state != AwaitState.None ? state : Outside($"a {name}, which does not tell what it waits for");
    }

    private AwaitState VisitStateMachine(object machine, int depth)
    {
        // Code of the framework awaits tasks that the framework completes.
        string assembly = machine.GetType().Assembly.GetName().Name ?? string.Empty;
        bool framework = assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);
        AwaitState state = AwaitState.None;
        foreach (FieldInfo field in TypeFields.Of(machine.GetType()))
        {
            if (field.Name.StartsWith("<>u__", StringComparison.Ordinal) && field.GetValue(machine) is { } awaiter)
            {
                state = Worse(state, VisitAwaiter(awaiter, framework, depth + 1));
            }
        }

        // Between two awaits no field is set.
        return state == AwaitState.None ? AwaitState.Runs : state;
    }

    private AwaitState VisitSource(object source, short token, bool framework, int depth)
    {
        if (!IsPending(source, token))
        {
            return AwaitState.Runs;
        }

        if (source is ITimedOperation { Use: uint use } && (use & 1) == 0)
        {
            return AwaitState.Runs;
        }

        if ((TypeFields.Has(source, "<>1__state") ? source : TypeFields.Read(source, "StateMachine")) is { } machine)
        {
            return VisitStateMachine(machine, depth + 1);
        }

        Type type = source.GetType();
        if (source is MailboxWaiter waiter)
        {
            // Out of its queue it is decided.
            return waiter.Queue is null ? AwaitState.Runs : Leaf(source, token, $"space in the mailbox of '{waiter.Cell?.Address}'");
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(AskSource<>))
        {
            string address = (string)type.GetProperty(nameof(AskSource<>.Address))!.GetValue(source)!;
            return Remote.RemoteAddress.HasEndpoint(address)
                ? Outside($"the answer of '{address}', in another process")
                : Leaf(source, token, $"the answer of '{address}'");
        }

        if (type.DeclaringType == typeof(PeriodicTimer) && TypeFields.Read(source, "_owner") is PeriodicTimer owner
            && TypeFields.Read(owner, "_timer") is VirtualTimer timer)
        {
            AwaitState state = VisitTimer(timer);
            leaves.Add(new AwaitLeaf(source, token));
            return state;
        }

        return type.Namespace == "System.Threading.Channels" && !framework ? VisitChannel(source, token) : Outside($"a {type.Name}");
    }

    // An operation of a channel is completed later than it is decided, on the thread pool. It is decided when it is no longer in the channel's list, which
    // is circular, or when a cancellation or a writer has reserved it. Channels with one reader have no list.
    private AwaitState VisitChannel(object operation, short token)
    {
        if (TypeFields.Read(operation, "_completionReserved") is not false)
        {
            return AwaitState.Runs;
        }

        return TypeFields.Read(operation, "<Next>k__BackingField") is null
            ? Outside("a channel with a single reader, which does not tell whether it has been written to")
            : Leaf(operation, token, "a channel");
    }

    private AwaitState VisitTimer(VirtualTimer timer) =>
        timer.IsActive ? Leaf(timer, 0, $"virtual time, {timer.Left} from now") : AwaitState.Runs;

    private AwaitState Leaf(object source, short token, string description)
    {
        leaves.Add(new AwaitLeaf(source, token));
        Description = description;
        return AwaitState.Waits;
    }

    private AwaitState Outside(string description)
    {
        Description = description;
        return AwaitState.Outside;
    }

    // Code that runs prevails over what waits for the test, and what may come from outside, too.
    private static AwaitState Worse(AwaitState one, AwaitState other) =>
        one == AwaitState.Runs || other == AwaitState.Runs ? AwaitState.Runs : (AwaitState)Math.Max((int)one, (int)other);

    private static bool IsValueTask(Type type) =>
        type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static bool IsPending(object source, short token)
    {
        if (source is IValueTaskSource plain)
        {
            return plain.GetStatus(token) == ValueTaskSourceStatus.Pending;
        }

        Type? typed = Array.Find(
            source.GetType().GetInterfaces(),
            static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IValueTaskSource<>));
        return typed is not null
            && typed.GetMethod(nameof(IValueTaskSource.GetStatus))!.Invoke(source, [token]) is ValueTaskSourceStatus.Pending;
    }
}
