using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests.AotProbe;

internal sealed class Greeter : IGreeter
{
    private string _name = "nobody";

    public ValueTask RenameAsync(string name, int number)
    {
        _name = $"{name} {number}";
        return default;
    }

    public ValueTask<Sum> GreetAsync(Add add, CancellationToken cancellationToken = default) => new(new Sum($"hello {_name}", add.Number));

    public ValueTask ResetAsync()
    {
        _name = "nobody";
        return default;
    }

    public async IAsyncEnumerable<int> CountAsync(int limit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 1; i <= limit; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
