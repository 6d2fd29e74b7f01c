using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace ZmqNative.Hosting;

/// <summary>Makes actors of a class with services and, for a text parameter of the constructor, the key.</summary>
/// <typeparam name="TActor">The class.</typeparam>
internal sealed class ActorConstructor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TActor>
    where TActor : class
{
    private readonly ConstructorInfo[] _constructors = typeof(TActor).GetConstructors();
    private readonly bool _takesKey;
    private readonly Lazy<ObjectFactory<TActor>> _factory;

    public ActorConstructor(bool isKeyed)
    {
        _takesKey = isKeyed && Array.Exists(_constructors, TakesText);
        _factory = new Lazy<ObjectFactory<TActor>>(
            () => ActivatorUtilities.CreateFactory<TActor>(_takesKey ? [typeof(string)] : []));
    }

    public TActor Make(IServiceProvider services, string key) => _factory.Value(services, _takesKey ? [key] : []);

    /// <summary>Describes the services that each of the constructors lacks; null if one of them can be called.</summary>
    public string? FindFault(IServiceProvider services)
    {
        if (_constructors.Length == 0)
        {
            return $"cannot be made: {typeof(TActor).Name} has no public constructor.";
        }

        List<string> faults = [];
        foreach (ConstructorInfo constructor in _constructors.Where(constructor => !_takesKey || TakesText(constructor)))
        {
            bool isKeyTaken = !_takesKey;
            List<string> missing = [];
            foreach (ParameterInfo parameter in constructor.GetParameters())
            {
                if (!isKeyTaken && parameter.ParameterType == typeof(string))
                {
                    isKeyTaken = true;
                }
                else if (!parameter.HasDefaultValue && !Has(services, parameter))
                {
                    missing.Add($"{parameter.ParameterType.Name} {parameter.Name}");
                }
            }

            if (missing.Count == 0)
            {
                return null;
            }

            faults.Add(string.Join(", ", missing));
        }

        return $"cannot be made: the constructor of {typeof(TActor).Name} has parameters that are no services: {string.Join("; or ", faults)}.";
    }

    private static bool TakesText(ConstructorInfo constructor) =>
        Array.Exists(constructor.GetParameters(), static parameter => parameter.ParameterType == typeof(string));

    // True if the container cannot tell: a missing service is then found by the first message.
    private static bool Has(IServiceProvider services, ParameterInfo parameter) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(parameter.ParameterType, keyed.Key) ?? true
            : services.GetService<IServiceProviderIsService>()?.IsService(parameter.ParameterType) ?? true;
}
