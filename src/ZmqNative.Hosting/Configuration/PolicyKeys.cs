using System.Text;
using Microsoft.Extensions.Configuration;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The section <c>Security</c>: the policies of the authenticator, with their users, keys and rules for addresses.</summary>
internal static class PolicyKeys
{
    public const string Section = "Security";

    private const string Policies = "Policies";
    private const string Fallback = "Fallback";
    private const string Users = "Users";
    private const string Allow = "AllowAddresses";
    private const string Deny = "DenyAddresses";
    private const string Folder = "CertificateFolder";
    private const string FolderUser = "CertificateUserId";
    private const string AllowNull = "AllowNull";
    private const string PublicKeys = "PublicKeys";
    private const string Password = "Password";
    private const string Metadata = "Metadata";

    private static readonly string[] OfPolicy = [Users, Allow, Deny, Folder, FolderUser, AllowNull];
    private static readonly string[] OfUser = [PublicKeys, Password, Metadata];

    private static readonly OptionKey<Texts>[] OfTexts =
    [
        Keys.Text<Texts>(Folder, static (o, v) => o with { Folder = v }),
        Keys.Text<Texts>(FolderUser, static (o, v) => o with { FolderUser = v }),
        Keys.Flag<Texts>(AllowNull, static (o, v) => o with { AllowsNull = v }),
    ];

    /// <summary>Reads the policies of all sections; null if none has any.</summary>
    public static ConfiguredPolicies? Read(IEnumerable<IConfigurationSection> roots, Problems problems)
    {
        Dictionary<string, AuthenticationPolicy> domains = new(StringComparer.Ordinal);
        AuthenticationPolicy? fallback = null;
        bool any = false;
        foreach (IConfigurationSection root in roots)
        {
            if (new SectionReader(root, problems).Below(Section, [Policies, Fallback]) is not { } reader)
            {
                continue;
            }

            any = true;
            foreach ((string domain, SectionReader policy) in reader.Each(Policies, OfPolicy))
            {
                if (!domains.TryAdd(domain, ReadPolicy(policy)))
                {
                    policy.Report(string.Empty, $"is configured twice: the domain {domain} has one policy");
                }
            }

            fallback = reader.Below(Fallback, OfPolicy) is { } below ? ReadPolicy(below) : fallback;
        }

        return any ? new ConfiguredPolicies(domains, fallback) : null;
    }

    private static AuthenticationPolicy ReadPolicy(SectionReader reader)
    {
        Texts texts = reader.Read(new Texts(), OfTexts);
        CurveUsers curve = new();
        PlainUsers plain = new();
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach ((string name, SectionReader user) in reader.Each(Users, OfUser))
        {
            (curve, plain) = AddUser(name, user, keys, curve, plain);
        }

        AuthenticationCheck? folder = texts.Folder is null ? null : ReadFolder(reader, texts);
        if (folder is not null && curve.Count > 0)
        {
            reader.Report(Folder, $"excludes {PublicKeys} of users in the same policy: put their certificates into the folder");
        }

        return new AuthenticationPolicy
        {
            Addresses = ReadAddresses(reader),
            Null = texts.AllowsNull ? AuthenticationCheck.Anyone : null,
            Plain = plain.Count > 0 ? plain : null,
            Curve = folder ?? (curve.Count > 0 ? curve : null),
        };
    }

    private static (CurveUsers Curve, PlainUsers Plain) AddUser(
        string name, SectionReader reader, HashSet<string> known, CurveUsers curve, PlainUsers plain)
    {
        Dictionary<string, string> metadata = new(reader.Texts(Metadata), StringComparer.OrdinalIgnoreCase);
        string? password = reader.Secret(Password, PlainKeys.IsCredential, "1 to 255 bytes of UTF-8, without NUL");
        IReadOnlyList<string> keys = reader.List(PublicKeys) ?? [];
        if (keys.Count == 0 && password is null && !reader.Has(Password))
        {
            reader.Report(string.Empty, $"has neither {PublicKeys} nor {Password}");
        }

        try
        {
            // Each name and value is checked for ZAP.
            _ = AuthenticationResult.Accept(name, metadata);
            plain = password is null ? plain : plain.With(name, password, metadata);
        }
        catch (ArgumentException exception)
        {
            reader.Report(string.Empty, $"cannot be the name of a user with this metadata: {exception.Message}");
            return (curve, plain);
        }

        foreach (string key in keys)
        {
            if (key.Length != CurveKeyPair.KeyLength || !Z85.TryDecode(Encoding.UTF8.GetBytes(key), out _))
            {
                // A wrong one may be a password or a secret.
                reader.Report(PublicKeys, $"has an entry that is no public key: {CurveKeyPair.KeyLength} characters of Z85. Its value is not shown here");
            }
            else if (!known.Add(key))
            {
                reader.Report(PublicKeys, $"has the key {key}, which is configured twice in this policy");
            }
            else
            {
                curve = curve.With(name, key, metadata);
            }
        }

        return (curve, plain);
    }

    private static CertificateUsers? ReadFolder(SectionReader reader, Texts texts)
    {
        try
        {
            return new CertificateUsers(new CertificateFolder(texts.Folder!), texts.FolderUser);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            reader.Report(Folder, $"= \"{texts.Folder}\" cannot be read: {exception.Message}");
            return null;
        }
    }

    private static AddressRules ReadAddresses(SectionReader reader)
    {
        AddressRules rules = AddressRules.All;
        foreach ((string name, Func<AddressRules, string, AddressRules> add) in new (string, Func<AddressRules, string, AddressRules>)[]
        {
            (Allow, static (rules, rule) => rules.AndAllow(rule)),
            (Deny, static (rules, rule) => rules.AndDeny(rule)),
        })
        {
            foreach (string rule in reader.List(name) ?? [])
            {
                try
                {
                    rules = add(rules, rule);
                }
                catch (ArgumentException exception)
                {
                    reader.Report(name, $": {exception.Message}");
                }
            }
        }

        return rules;
    }

    private sealed record Texts
    {
        public string? Folder { get; init; }

        public string? FolderUser { get; init; }

        public bool AllowsNull { get; init; }
    }
}
