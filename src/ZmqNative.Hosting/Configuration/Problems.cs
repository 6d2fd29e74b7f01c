using Microsoft.Extensions.Options;

namespace ZmqNative.Hosting;

/// <summary>All problems of code and configuration, which one exception reports.</summary>
internal sealed class Problems
{
    private readonly List<string> _found = [];

    public IReadOnlyList<string> Found => _found;

    public void Add(string problem) => _found.Add(problem);

    /// <summary>Adds a value that is not allowed.</summary>
    public void Add(string key, string? value, string allowed) => Add($"{key} = \"{value}\" is not allowed: {allowed}.");

    /// <exception cref="OptionsValidationException">There are problems.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0)
        {
            throw new OptionsValidationException("ZmqNative", typeof(ZmqNativeOptions), _found);
        }
    }
}
