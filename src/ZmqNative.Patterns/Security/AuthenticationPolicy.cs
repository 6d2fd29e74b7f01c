namespace ZmqNative.Patterns;

/// <summary>The rules of one ZAP domain: from which addresses, and with which mechanisms and credentials peers are accepted.</summary>
/// <remarks>The default refuses each peer: a mechanism without a check is not accepted. Immutable.</remarks>
public sealed record AuthenticationPolicy
{
    /// <summary>A policy that refuses each peer.</summary>
    public static readonly AuthenticationPolicy RefuseAll = new();

    /// <summary>The addresses of peers, which are checked first, whatever the mechanism. Default <see cref="AddressRules.All"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public AddressRules Addresses
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = AddressRules.All;

    /// <summary>
    /// The check of peers without credentials (<see cref="NullServer"/>), such as <see cref="AuthenticationCheck.Anyone"/>. Default null:
    /// they are refused.
    /// </summary>
    public AuthenticationCheck? Null { get; init; }

    /// <summary>The check of user names and passwords (<see cref="PlainServer"/>), such as <see cref="PlainUsers"/>. Default null: they are refused.</summary>
    public AuthenticationCheck? Plain { get; init; }

    /// <summary>The check of public keys (<see cref="CurveServer"/>), such as <see cref="CurveUsers"/>. Default null: they are refused.</summary>
    public AuthenticationCheck? Curve { get; init; }

    /// <summary>The check for a mechanism; null if it is not accepted.</summary>
    internal AuthenticationCheck? For(SecurityMechanism mechanism) => mechanism switch
    {
        SecurityMechanism.None => Null,
        SecurityMechanism.Plain => Plain,
        SecurityMechanism.Curve => Curve,
        _ => null,
    };
}
