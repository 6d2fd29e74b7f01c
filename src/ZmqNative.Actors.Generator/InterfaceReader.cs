using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ZmqNative.Actors.Generator;

/// <summary>Reads an interface, and finds what it may not have.</summary>
internal sealed class InterfaceReader
{
    private readonly INamedTypeSymbol _interface;
    private readonly Compilation _compilation;
    private readonly ImmutableArray<DiagnosticModel>.Builder _diagnostics = ImmutableArray.CreateBuilder<DiagnosticModel>();

    private InterfaceReader(INamedTypeSymbol @interface, Compilation compilation)
    {
        _interface = @interface;
        _compilation = compilation;
    }

    public static InterfaceModel Read(INamedTypeSymbol @interface, Compilation compilation, CancellationToken cancellationToken) =>
        new InterfaceReader(@interface, compilation).Read(cancellationToken);

    private InterfaceModel Read(CancellationToken cancellationToken)
    {
        if (_interface.IsGenericType)
        {
            Report(Rules.Generic, _interface, _interface.ToText());
        }

        if (!IsAccessible(_interface))
        {
            Report(Rules.Inaccessible, _interface, _interface.ToText(), _interface.ToText());
        }

        foreach (INamedTypeSymbol other in _interface.AllInterfaces.Where(static type => type.FindAttribute(TypeNames.ActorInterface) is null))
        {
            Report(Rules.Base, _interface, _interface.ToText(), other.ToText());
        }

        long timeout = ReadTimeout(_interface, isTell: false);
        ImmutableArray<MethodModel>.Builder methods = ImmutableArray.CreateBuilder<MethodModel>();
        HashSet<string> names = [];
        if (_diagnostics.Count == 0)
        {
            foreach (ISymbol member in _interface.AllInterfaces.Insert(0, _interface).SelectMany(static type => type.GetMembers()))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (IsCalled(member) is { } method && MethodReader.Read(method, timeout, this) is { } model)
                {
                    methods.Add(model);
                    if (!names.Add(model.Name))
                    {
                        Report(Rules.Overload, method, _interface.ToText(), model.Name);
                    }
                }
            }
        }

        return new InterfaceModel(
            _interface.Name,
            _interface.ToFull(),
            HintNames.Of(_interface),
            new EquatableArray<string>([.. _interface.AllInterfaces.Select(static type => type.ToFull())]),
            new EquatableArray<MethodModel>(methods.ToImmutable()),
            new EquatableArray<DiagnosticModel>(_diagnostics.ToImmutable()));
    }

    /// <summary>Reports a diagnostic at a symbol, or at the interface if the symbol is not in the source.</summary>
    public void Report(DiagnosticDescriptor rule, ISymbol at, params string[] arguments)
    {
        Location? location = at.Locations.FirstOrDefault(static place => place.IsInSource) ?? _interface.Locations.FirstOrDefault();
        _diagnostics.Add(DiagnosticModel.Create(rule, location, arguments));
    }

    /// <summary>Whether generated code, which is in no type of the project, can access a type and its type arguments.</summary>
    public bool IsAccessible(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsAccessible(array.ElementType),
        INamedTypeSymbol named => _compilation.IsSymbolAccessibleWithin(named, _compilation.Assembly)
            && !named.IsFileLocal
            && named.TypeArguments.All(IsAccessible),
        _ => true,
    };

    /// <summary>Returns the ticks of the time-out that a symbol declares; 0 if it declares none.</summary>
    public long ReadTimeout(ISymbol symbol, bool isTell)
    {
        // The range of all time-outs, of which a timer of .NET is the limit.
        const double MaxSeconds = 2_145_600;
        if (symbol.FindAttribute(TypeNames.AskTimeout)?.ConstructorArguments.FirstOrDefault().Value is not double seconds)
        {
            return 0;
        }

        if (isTell)
        {
            Report(Rules.Timeout, symbol, symbol.ToText(), "has no effect: a tell is not answered");
            return 0;
        }

        if (seconds is > 0 and <= MaxSeconds && seconds * TimeSpan.TicksPerSecond >= 1)
        {
            return (long)(seconds * TimeSpan.TicksPerSecond);
        }

        Report(Rules.Timeout, symbol, symbol.ToText(), "is not more than 0 s and at most 24 days 20 hours");
        return 0;
    }

    // A type, a constant and a static or private method are the interface's own; an accessor belongs to its property or event.
    private IMethodSymbol? IsCalled(ISymbol member)
    {
        if (member is INamedTypeSymbol || member is IMethodSymbol { AssociatedSymbol: not null }
            || (!member.IsAbstract && !member.IsVirtual && (member.IsStatic || member.DeclaredAccessibility == Accessibility.Private)))
        {
            return null;
        }

        if (member is IMethodSymbol { MethodKind: Microsoft.CodeAnalysis.MethodKind.Ordinary, IsStatic: false, IsVararg: false } method
            && (method.IsAbstract || method.IsVirtual))
        {
            if (_compilation.IsSymbolAccessibleWithin(method, _compilation.Assembly))
            {
                return method;
            }

            Report(Rules.Inaccessible, method, method.ToText(), method.ToText());
            return null;
        }

        Report(Rules.NotAMethod, member, member.ToText());
        return null;
    }
}
