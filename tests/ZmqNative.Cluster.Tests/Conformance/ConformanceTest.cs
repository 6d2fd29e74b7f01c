using System.Text;

namespace ZmqNative.Cluster.Tests.Conformance;

/// <summary>A test of the guarantees of an engine, which is run on each implementation.</summary>
public abstract class ConformanceTest
{
    /// <summary>The lease of these tests: as long as the steps of a test could take on a busy machine, and one expiry is waited for.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private CancellationTokenSource _limit = null!;

    /// <summary>Ends all waits of a test that hangs.</summary>
    protected CancellationToken Limit { get; private set; }

    protected IClusterEngine Engine { get; private set; } = null!;

    [SetUp]
    public async Task OpenEngine()
    {
        _limit = new CancellationTokenSource(Generous);
        Limit = _limit.Token;
        Engine = await CreateEngineAsync();
        await Engine.Directory.OpenAsync(new DirectorySettings { LeaseTime = Lease }, Limit);
        await Engine.Log.OpenAsync(new DurableLogSettings(), Limit);
    }

    [TearDown]
    public async Task CloseEngine()
    {
        if (Engine is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        _limit.Dispose();
    }

    /// <summary>Creates an engine without entries.</summary>
    protected abstract Task<IClusterEngine> CreateEngineAsync();

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
