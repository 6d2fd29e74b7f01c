namespace ZmqNative.Analyzers;

/// <summary>Finds values that the code has to dispose: frames and messages that it has received or made.</summary>
internal static class OwnedMessage
{
    // They receive into a message of the caller.
    private static readonly string[] Borrowing = ["ReceiveInto", "TryReceiveInto", "TryReceiveMessageInto", "ReceiveIntoAsync"];

    /// <summary>Whether an operation gives a frame or message to its caller, who then owns it.</summary>
    public static bool Is(IOperation? operation, Library library)
    {
        switch (operation)
        {
            // From a text or bytes, or a collection expression.
            case IConversionOperation { OperatorMethod: { } method } conversion:
                return library.IsMessage(conversion.Type) && Library.Has(method);
            case IConversionOperation conversion:
                return library.IsMessage(conversion.Type) && Is(conversion.Operand, library);
            case IParenthesizedOperation parenthesized:
                return Is(parenthesized.Operand, library);
            case ICollectionExpressionOperation collection:
                return library.IsMessage(collection.Type);
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                return Is(conditional.WhenTrue, library) && Is(whenFalse, library);
            case IAwaitOperation wait:
                return library.IsMessage(wait.Type)
                    && wait.Operation.WithoutTaskWrappers() is IInvocationOperation asked && Library.Has(asked.TargetMethod);
            case IInvocationOperation call:
                return library.IsMessage(call.Type) && Library.Has(call.TargetMethod);
            default:
                return false;
        }
    }

    /// <summary>Whether an argument is a frame or message that a method of ZmqNative gives to its caller.</summary>
    public static bool IsGivenOut(IArgumentOperation argument, Library library) =>
        argument.Parameter is { RefKind: RefKind.Out } parameter && library.IsMessage(parameter.Type) && Library.Has(parameter);

    /// <summary>Returns the effect of a use of a variable on the ownership of its message.</summary>
    /// <param name="reference">The reference to the variable.</param>
    /// <param name="library">The types of the compilation.</param>
    public static MessageUse Classify(IOperation reference, Library library)
    {
        IOperation? parent = reference.ParentPastConversions();
        switch (parent)
        {
            case IInvocationOperation { TargetMethod.Name: "Dispose" or "Move" or "Detach" } call when IsInstance(call.Instance, reference):

            // Code that asks whether there is a message knows that there may be none.
            case IPropertyReferenceOperation { Property.Name: "IsAlive" } property when IsInstance(property.Instance, reference):

            // The frames of a received message: their end is the end of the message.
            case IPropertyReferenceOperation { Property.Name: "Frames" } frames when IsInstance(frames.Instance, reference):

            // receiver.Receive() is { } frame
            case IIsPatternOperation { Pattern: var pattern } when pattern.DescendantsAndSelf().Any(static o =>
                o is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null }):

            // A delegate such as frame.Dispose.
            case IMethodReferenceOperation:
                return MessageUse.Ends;
            case IInvocationOperation call when IsInstance(call.Instance, reference):
            case IMemberReferenceOperation { Instance: { } instance } when IsInstance(instance, reference):
            case IInterpolationOperation:
            case IForEachLoopOperation:
            case IExpressionStatementOperation:
            case IIsPatternOperation or IIsTypeOperation:
                return MessageUse.Reads;
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                return Is(assignment.Value, library) ? MessageUse.Begins : MessageUse.Reads;
            case IArgumentOperation argument:
                return IsGivenOut(argument, library) ? MessageUse.Begins : Keeps(argument) ? MessageUse.Reads : MessageUse.Ends;
            default:
                return MessageUse.Ends;
        }
    }

    private static bool IsInstance(IOperation? instance, IOperation reference) => instance?.WithoutConversions() == reference;

    // Methods that read a message and do not take it.
    private static bool Keeps(IArgumentOperation argument)
    {
        if (argument.Parameter?.ContainingSymbol is not IMethodSymbol method)
        {
            return false;
        }

        return Library.Has(method)
            ? Array.IndexOf(Borrowing, method.Name) >= 0
            : method.ContainingType.IsNamed("System", "Console") || method.ContainingType.SpecialType == SpecialType.System_String;
    }
}
