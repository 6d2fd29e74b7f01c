using Microsoft.Extensions.Options;

namespace ZmqNative.Hosting;

/// <summary>Everything that is wrong, so that one start tells all of it.</summary>
internal sealed class Problems
{
    private readonly List<string> _found = [];

    public IReadOnlyList<string> Found => _found;

    public void Add(string problem) => _found.Add(problem);

    /// <summary>A value that is not allowed.</summary>
    public void Add(string key, string? value, string allowed) => Add($"{key} = \"{value}\" is not allowed: {allowed}.");

    /// <exception cref="OptionsValidationException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0)
        {
            throw new OptionsValidationException("ZmqNative", typeof(ZmqNativeOptions), _found);
        }
    }
}
