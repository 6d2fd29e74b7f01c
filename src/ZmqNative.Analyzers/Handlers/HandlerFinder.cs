using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ZmqNative.Analyzers;

/// <summary>Finds the functions that actors and patterns call with a message.</summary>
internal sealed class HandlerFinder
{
    // The interfaces whose HandleAsync is called with a message.
    private static readonly string[] Contracts =
    [
        "ZmqNative.Actors.IHandle`1", "ZmqNative.Actors.IHandle`2",
        "ZmqNative.Hosting.IPairHandler", "ZmqNative.Hosting.IRequestHandler", "ZmqNative.Hosting.IRequestHandler`2",
        "ZmqNative.Hosting.IStreamHandler", "ZmqNative.Hosting.IStreamHandler`2", "ZmqNative.Hosting.ISubscriptionHandler",
        "ZmqNative.Hosting.ISubscriptionHandler`1", "ZmqNative.Hosting.IWorkHandler", "ZmqNative.Hosting.IWorkHandler`1",
    ];

    private readonly Library _library;
    private readonly ImmutableArray<INamedTypeSymbol> _contracts;

    public HandlerFinder(Library library, Compilation compilation)
    {
        _library = library;
        _contracts = [.. Contracts.Select(compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>()];
    }

    /// <summary>Whether a method is called with a message: of an actor (<c>ReceiveAsync</c>, its hooks), or the implementation of a handler.</summary>
    public bool IsHandler(IMethodSymbol method) => OverridesActor(method) || ImplementsContract(method);

    /// <summary>Whether a method runs in the turns of an actor, or is a handler: a method of a class of actors, or the implementation of a handler.</summary>
    public bool RunsInTurn(IMethodSymbol method) => IsActorMethod(method) || ImplementsContract(method);

    /// <summary>Whether a lambda is given to ZmqNative as a handler.</summary>
    public static bool IsHandler(IAnonymousFunctionOperation lambda) =>
        lambda.Parent is IDelegateCreationOperation creation && IsHandlerArgument(creation);

    /// <summary>Whether a delegate is given to ZmqNative as a handler.</summary>
    public static bool IsHandlerArgument(IDelegateCreationOperation creation) =>
        creation.ParentPastConversions() is IArgumentOperation { Parameter: { Name: "handler" or "receive" or "answer" } parameter }
        && Library.Has(parameter);

    /// <summary>
    /// Whether a handler may block: the options that are given with it have a scheduler for the actor, or the thread pool for a pattern, in the same member.
    /// </summary>
    public static bool MayBlock(IAnonymousFunctionOperation lambda)
    {
        IOperation? call = lambda.Parent?.ParentPastConversions()?.Parent;
        IEnumerable<IArgumentOperation> arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        return arguments.Any(static argument => Made(argument.Value)?.Initializer is { } initializer && initializer.Initializers.Any(static set =>
            set is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property }, Value: var value } && Library.Has(property)
            && property.Name switch
            {
                "Scheduler" => true,
                "Continuations" => value.WithoutConversions() is IFieldReferenceOperation { Field.Name: "ThreadPool" },
                _ => false,
            }));
    }

    // The creation of an object, directly or as the first value of a local.
    private static IObjectCreationOperation? Made(IOperation value) => value.WithoutConversions() switch
    {
        IObjectCreationOperation creation => creation,
        ILocalReferenceOperation local => local.Root().Descendants().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => declarator.Symbol.IsSameAs(local.Local))?.GetVariableInitializer()?.Value.WithoutConversions() as IObjectCreationOperation,
        _ => null,
    };

    /// <summary>Whether the name of a method is given to ZmqNative as a handler in the file of a model.</summary>
    public static bool IsGivenAsHandler(IMethodSymbol method, SemanticModel model) =>
        method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == model.SyntaxTree)
        && model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText == method.Name)
            .Select(static name => name.Parent is MemberAccessExpressionSyntax access ? access.Parent : name.Parent)
            .OfType<ArgumentSyntax>()
            .Any(argument => model.GetOperation(argument) is IArgumentOperation given
                && given.Value.WithoutConversions() is IDelegateCreationOperation { Target: IMethodReferenceOperation reference } creation
                && reference.Method.OriginalDefinition.IsSameAs(method)
                && IsHandlerArgument(creation));

    // Constructors run in the function that makes the actor, and static methods that others can call run anywhere.
    private bool IsActorMethod(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.PropertyGet or MethodKind.PropertySet
        && (!method.IsStatic || method.DeclaredAccessibility == Accessibility.Private)
        && _library.IsActor(method.ContainingType);

    private bool OverridesActor(IMethodSymbol method)
    {
        if (!method.IsOverride || !_library.IsActor(method.ContainingType))
        {
            return false;
        }

        IMethodSymbol first = method;
        while (first.OverriddenMethod is { } overridden)
        {
            first = overridden;
        }

        return Library.Has(first);
    }

    private bool ImplementsContract(IMethodSymbol method)
    {
        if (!method.Name.EndsWith("HandleAsync", StringComparison.Ordinal) || method.ContainingType is not { } type)
        {
            return false;
        }

        return type.AllInterfaces
            .Where(contract => _contracts.Any(contract.Is))
            .SelectMany(static contract => contract.GetMembers("HandleAsync"))
            .Any(member => type.FindImplementationForInterfaceMember(member).IsSameAs(method));
    }
}
