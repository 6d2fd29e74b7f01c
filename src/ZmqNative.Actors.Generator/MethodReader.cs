using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ZmqNative.Actors.Generator;

/// <summary>Reads a method of an interface, and finds what it may not have.</summary>
internal static class MethodReader
{
    /// <summary>Reads a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="timeout">The ticks of the time-out of its interface; 0 if there is none.</param>
    /// <param name="reader">The reader of its interface, which gets the diagnostics.</param>
    /// <returns>The method; null if what it returns has no meaning.</returns>
    public static MethodModel? Read(IMethodSymbol method, long timeout, InterfaceReader reader)
    {
        if (method.IsGenericMethod)
        {
            reader.Report(Rules.Generic, method, method.ToText());
            return null;
        }

        if (ReadKind(method, reader) is not { } kind)
        {
            return null;
        }

        ImmutableArray<IParameterSymbol> parameters = method.Parameters;
        bool hasToken = parameters.Length > 0 && IsToken(parameters[parameters.Length - 1]);
        if (hasToken)
        {
            parameters = parameters.RemoveAt(parameters.Length - 1);
        }

        foreach (IParameterSymbol parameter in parameters)
        {
            Check(method, parameter, reader);
        }

        ITypeSymbol? result = (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        if (result is not null && !reader.IsAccessible(result))
        {
            reader.Report(Rules.Inaccessible, method, method.ToText(), result.ToText());
        }

        long own = reader.ReadTimeout(method, kind == MethodKind.Tell);
        timeout = timeout != 0 ? timeout : reader.ReadTimeout(method.ContainingType, isTell: false);
        return new MethodModel(
            method.Name,
            method.ContainingType.ToFull(),
            kind,
            method.ReturnType.ToFull(),
            result?.ToFull() ?? string.Empty,
            $"({string.Join(", ", parameters.Select(static parameter => parameter.Type.ToShort()))}){Describe(kind, result)}",
            new EquatableArray<string>([.. parameters.Select(static parameter => parameter.Type.ToFull())]),
            hasToken,
            kind == MethodKind.Tell ? 0 : own != 0 ? own : timeout);
    }

    private static MethodKind? ReadKind(IMethodSymbol method, InterfaceReader reader)
    {
        ITypeSymbol type = method.ReturnType;
        MethodKind? kind = method.ReturnsByRef || method.ReturnsByRefReadonly ? null
            : type.Is("System.Threading.Tasks.ValueTask") ? MethodKind.Ask
            : type.Is("System.Threading.Tasks.ValueTask", 1) ? MethodKind.AskForResult
            : type.Is("System.Collections.Generic.IAsyncEnumerable", 1) ? MethodKind.Stream
            : null;
        if (kind is null)
        {
            reader.Report(Rules.ReturnType, method, method.ToText(), type.ToText());
            return null;
        }

        if (method.FindAttribute(TypeNames.Tell) is null)
        {
            return kind;
        }

        if (kind != MethodKind.Ask)
        {
            reader.Report(Rules.Tell, method, method.ToText(), type.ToText());
        }

        return MethodKind.Tell;
    }

    private static void Check(IMethodSymbol method, IParameterSymbol parameter, InterfaceReader reader)
    {
        ITypeSymbol type = parameter.Type;
        if (IsToken(parameter))
        {
            reader.Report(Rules.Token, parameter, method.ToText());
        }
        else if (parameter.RefKind != RefKind.None)
        {
            reader.Report(Rules.Parameter, parameter, parameter.Name, method.ToText(), "passed by reference");
        }
        else if (type.IsRefLikeType || HasPointer(type))
        {
            reader.Report(Rules.Parameter, parameter, parameter.Name, method.ToText(), "no value on the heap");
        }
        else if (type.Is("ZmqNative.Frame") || type.Is("ZmqNative.MultipartMessage"))
        {
            reader.Report(Rules.Parameter, parameter, parameter.Name, method.ToText(), "of frames, which have one owner; pass bytes, or send the frames as a message");
        }
        else if (!reader.IsAccessible(type))
        {
            reader.Report(Rules.Inaccessible, parameter, method.ToText(), type.ToText());
        }
    }

    private static bool HasPointer(ITypeSymbol type) => type is IArrayTypeSymbol array
        ? HasPointer(array.ElementType)
        : type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer;

    private static bool IsToken(IParameterSymbol parameter) =>
        parameter.RefKind == RefKind.None && parameter.Type.Is("System.Threading.CancellationToken");

    private static string Describe(MethodKind kind, ITypeSymbol? result) => kind switch
    {
        MethodKind.AskForResult => $": {result!.ToShort()}",
        MethodKind.Stream => $": stream {result!.ToShort()}",
        _ => string.Empty,
    };
}
