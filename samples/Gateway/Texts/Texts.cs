using System.Globalization;

namespace ZmqNative.Samples.Gateway;

/// <summary>All texts in one language.</summary>
/// <param name="language">The language, such as <c>en</c>.</param>
/// <param name="values">The texts by key.</param>
internal sealed class Texts(string language, IReadOnlyDictionary<string, string> values)
{
    public string Language => language;

    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string this[string key] => values[key];

    /// <summary>The text of a key with values in the place of <c>{0}</c>, <c>{1}</c> and so on.</summary>
    public string Format(string key, params object[] arguments) => string.Format(CultureInfo.InvariantCulture, values[key], arguments);
}
