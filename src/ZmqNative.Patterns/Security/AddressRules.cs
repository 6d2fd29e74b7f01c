using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Patterns;

/// <summary>The addresses from which peers may connect: IP addresses, networks in CIDR notation, and peers over <c>ipc://</c>.</summary>
/// <remarks>
/// A rule is an address (<c>10.0.0.7</c>, <c>::1</c>), a network (<c>10.0.0.0/8</c>, <c>fd00::/8</c>), or <c>ipc</c> for all peers over
/// <c>ipc://</c>. An address that a rule denies is refused, whatever is allowed. If there are rules that allow, an address needs one of
/// them; without any, each address is allowed that is not denied. An IPv4 address that arrives in the IPv6 form (<c>::ffff:10.0.0.7</c>) counts as
/// IPv4, and the scope of an IPv6 address (<c>fe80::1%eth0</c>) is ignored. If there are rules, an address that is neither an IP address nor one over
/// <c>ipc://</c> is refused. Immutable.
/// </remarks>
public sealed class AddressRules
{
    private const string Ipc = "ipc";

    // In front of these numbers, and alone, where the system gives a socket file a name of a host.
    private const string Localhost = "localhost";

    private readonly Rules _allowed;
    private readonly Rules _denied;

    private AddressRules(Rules allowed, Rules denied)
    {
        _allowed = allowed;
        _denied = denied;
    }

    /// <summary>All addresses, the default of a policy.</summary>
    public static AddressRules All { get; } = new(Rules.None, Rules.None);

    /// <summary>Creates rules that allow these addresses only.</summary>
    /// <param name="rules">Addresses, networks or <c>ipc</c>; at least one.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="ArgumentException">There is none, or one is no such text.</exception>
    public static AddressRules Allow(params ReadOnlySpan<string> rules) => All.AndAllow(rules);

    /// <summary>Creates rules that allow all addresses but these.</summary>
    /// <param name="rules">Addresses, networks or <c>ipc</c>; at least one.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="ArgumentException">There is none, or one is no such text.</exception>
    public static AddressRules Deny(params ReadOnlySpan<string> rules) => All.AndDeny(rules);

    /// <summary>Returns these rules and more that allow.</summary>
    /// <param name="rules">Addresses, networks or <c>ipc</c>; at least one.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="ArgumentException">There is none, or one is no such text.</exception>
    public AddressRules AndAllow(params ReadOnlySpan<string> rules) => new(_allowed.And(rules), _denied);

    /// <summary>Returns these rules and more that deny.</summary>
    /// <param name="rules">Addresses, networks or <c>ipc</c>; at least one.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="ArgumentException">There is none, or one is no such text.</exception>
    public AddressRules AndDeny(params ReadOnlySpan<string> rules) => new(_allowed, _denied.And(rules));

    /// <summary>Returns whether a peer with this address may connect.</summary>
    /// <param name="address">
    /// The address as libzmq gives it: an IP address; over <c>ipc://</c> a text that is no IP address, such as <c>:1000:1000:42</c>, or empty.
    /// </param>
    /// <returns>False if it may not. If there are rules, an address that cannot be read may not.</returns>
    public bool IsAllowed(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress? ip = IPAddress.TryParse(address, out IPAddress? parsed) ? Plain(parsed) : null;
        if (ip is null && !IsOfIpc(address))
        {
            return _denied.IsEmpty && _allowed.IsEmpty;
        }

        return !_denied.Has(ip) && (_allowed.IsEmpty || _allowed.Has(ip));
    }

    /// <summary>The rules, in the order in which they were added.</summary>
    /// <returns>A text such as <c>allow 10.0.0.0/8; deny 10.0.0.13/32</c>.</returns>
    public override string ToString() => (_allowed.IsEmpty, _denied.IsEmpty) switch
    {
        (true, true) => "allow all",
        (true, false) => $"allow all; deny {_denied}",
        (false, true) => $"allow {_allowed}",
        _ => $"allow {_allowed}; deny {_denied}",
    };

    // libzmq writes the user, the group and, on Linux, the process of the peer; nothing where the system does not tell them.
    private static bool IsOfIpc(string address)
    {
        if (address.Length == 0 || address == Localhost)
        {
            return true;
        }

        ReadOnlySpan<char> rest = address.StartsWith(Localhost, StringComparison.Ordinal) ? address.AsSpan(Localhost.Length) : address;
        if (rest.Count(':') != 3 || rest is not [':', >= '0' and <= '9', ..])
        {
            return false;
        }

        foreach (char character in rest)
        {
            if (character is not (':' or (>= '0' and <= '9')))
            {
                return false;
            }
        }

        return true;
    }

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
            : address;
    }

    private sealed record Rules(IPNetwork[] Networks, bool HasIpc)
    {
        public static readonly Rules None = new([], HasIpc: false);

        public bool IsEmpty => Networks.Length == 0 && !HasIpc;

        public bool Has(IPAddress? address) =>
            address is null ? HasIpc : Array.Exists(Networks, network => network.Contains(address));

        public Rules And(ReadOnlySpan<string> rules)
        {
            if (rules.IsEmpty)
            {
                throw new ArgumentException("There is no rule. Give an address, a network such as 10.0.0.0/8, or ipc.", nameof(rules));
            }

            List<IPNetwork> networks = [.. Networks];
            bool ipc = HasIpc;
            foreach (string rule in rules)
            {
                if (rule == Ipc)
                {
                    ipc = true;
                }
                else
                {
                    networks.Add(Parse(rule));
                }
            }

            return new Rules([.. networks], ipc);
        }

        public override string ToString() => string.Join(", ", Networks.Select(static n => n.ToString()).Concat(HasIpc ? [Ipc] : []));

        private static IPNetwork Parse(string rule)
        {
            string[] parts = (rule ?? string.Empty).Split('/');
            if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out IPAddress? parsed) || !IsWhole(parts[0], parsed))
            {
                throw Wrong(rule, "an IP address, a network such as 10.0.0.0/8, or ipc");
            }

            IPAddress address = Plain(parsed);
            int bits = address.GetAddressBytes().Length * 8;
            if (parts.Length == 1)
            {
                return new IPNetwork(address, bits);
            }

            if (!int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out int length) || length > bits
                || address.AddressFamily != parsed.AddressFamily)
            {
                throw Wrong(rule, $"a network with a length of 0 to {bits} bits");
            }

            IPAddress first = Mask(address, length);
            return first.Equals(address)
                ? new IPNetwork(address, length)
                : throw Wrong(rule, $"a network; the one of that length is {first}/{length}");
        }

        // The system also takes 10.1 for 10.0.0.1, and 010.0.0.1 for 8.0.0.1.
        private static bool IsWhole(string text, IPAddress parsed) =>
            parsed.AddressFamily == AddressFamily.InterNetworkV6 || parsed.ToString() == text;

        private static IPAddress Mask(IPAddress address, int length)
        {
            byte[] bytes = address.GetAddressBytes();
            for (int bit = length; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            }

            return new IPAddress(bytes);
        }

        private static ArgumentException Wrong(string? rule, string expected) =>
            new($"'{rule}' is no rule for addresses: it must be {expected}.", nameof(rule));
    }
}
