namespace ZmqNative.Analyzers;

/// <summary>Positions of operations within a member.</summary>
internal static class OperationExtensions
{
    /// <summary>Returns the outermost operation of the member that has the operation.</summary>
    public static IOperation Root(this IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>Returns the closest lambda or local function around the operation; null directly in the member.</summary>
    public static IOperation? EnclosingFunction(this IOperation operation)
    {
        IOperation? current = operation.Parent;
        while (current is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            current = current.Parent;
        }

        return current;
    }

    /// <summary>Returns the symbol of the closest function around the operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="member">The member that has it.</param>
    public static ISymbol EnclosingSymbol(this IOperation operation, ISymbol member) => operation.EnclosingFunction() switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => member,
    };

    /// <summary>Whether an operation is within another one, or is that one.</summary>
    public static bool IsWithin(this IOperation operation, IOperation? other)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (current == other)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an operation is in the block of a lock statement that begins within the same function.</summary>
    public static bool IsLocked(this IOperation operation)
    {
        for (IOperation? current = operation; current is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is ILockOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes conversions that only change the static type.</summary>
    public static IOperation WithoutConversions(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>Returns the parent, past conversions that only change the static type.</summary>
    public static IOperation? ParentPastConversions(this IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent;
    }

    /// <summary>Removes the calls that only change how a task is awaited: <c>ConfigureAwait</c>, <c>AsTask</c>, <c>Preserve</c>, <c>WaitAsync</c>.</summary>
    public static IOperation WithoutTaskWrappers(this IOperation operation)
    {
        operation = operation.WithoutConversions();
        while (operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "WaitAsync" or "Unwrap" } call
            && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } inner)
        {
            operation = inner.WithoutConversions();
        }

        return operation;
    }

    /// <summary>Returns the symbol of a local, a parameter or a field of the current instance; null for other operations.</summary>
    public static ISymbol? Variable(this IOperation? operation) => operation?.WithoutConversions() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } property => property.Property,
        _ => null,
    };

    /// <summary>Whether an operation, or one within it, refers to a variable.</summary>
    public static bool Mentions(this IOperation operation, ISymbol variable) =>
        operation.DescendantsAndSelf().Any(o => o.Variable().IsSameAs(variable));
}
