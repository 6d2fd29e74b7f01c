using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>An engine whose durable tells get numbers again that others have had, as on a server that was killed: only those of the last entries, which were removed.</summary>
/// <param name="inner">The engine behind it.</param>
/// <param name="tellsProcesses">Whether entries tell the process that has delivered them, of which there is another one after each fall.</param>
internal sealed class FallenLog(IClusterEngine inner, bool tellsProcesses) : IClusterEngine, IDurableLog, IDisposable
{
    // One append, removal, fall or look at the numbers at a time.
    private readonly SemaphoreSlim _gate = new(1);

    // The numbers that entries have here, by those of the log behind; and of those that are kept, by their numbers here.
    private readonly Dictionary<ulong, ulong> _numbers = [];
    private readonly SortedDictionary<ulong, ulong> _kept = [];
    private readonly Dictionary<ulong, TimeSpan> _offsets = [];
    private ulong _last;
    private int _falls;

    public IActorDirectory Directory => inner.Directory;

    public IDurableLog Log => this;

    public string Name => "the fallen log";

    /// <summary>The number of entries that got a number which another one has had.</summary>
    public int Repeated { get; private set; }

    /// <summary>The time by which the clock is set back for what is appended from now on.</summary>
    public TimeSpan SetBack { get; set; }

    /// <summary>Forgets the numbers behind the last entry that is kept.</summary>
    public async Task FallAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        _last = _kept.Count > 0 ? _kept.Keys.Last() : 0;
        _falls++;
        _ = _gate.Release();
    }

    /// <summary>Removes an entry, as the engine has done before its answer was lost.</summary>
    public async Task RemoveLastAsync(CancellationToken cancellationToken)
    {
        await foreach (DurableEntry entry in ReadAsync(DurableStream.Tells, cancellationToken: cancellationToken))
        {
            if (entry.Sequence == _kept.Keys.Last())
            {
                Assert.That(await RemoveAsync(DurableStream.Tells, entry, cancellationToken), Is.True);
                return;
            }
        }
    }

    public ValueTask OpenAsync(DurableLogSettings settings, CancellationToken cancellationToken = default) => inner.Log.OpenAsync(settings, cancellationToken);

    public async ValueTask<ulong> AppendAsync(DurableStream stream, DurableMessage message, CancellationToken cancellationToken = default)
    {
        if (stream != DurableStream.Tells)
        {
            return await inner.Log.AppendAsync(stream, message, cancellationToken);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            ulong number = await inner.Log.AppendAsync(stream, message, cancellationToken);
            if (_numbers.TryGetValue(number, out ulong known))
            {
                return known;
            }

            Repeated += _numbers.ContainsValue(++_last) ? 1 : 0;
            _numbers.Add(number, _last);
            _offsets.Add(number, SetBack);
            _kept.Add(_last, number);
            return _last;
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    public async IAsyncEnumerable<DurableEntry> ReadAsync(
        DurableStream stream,
        DurablePosition from = default,
        string? subject = null,
        bool isPrefix = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        bool isFallen = stream == DurableStream.Tells;
        string? server = tellsProcesses ? $"process {_falls}" : null;
        await foreach (DurableEntry entry in inner.Log.ReadAsync(stream, isFallen ? default : from, subject, isPrefix, cancellationToken))
        {
            if (!isFallen)
            {
                yield return entry;
                continue;
            }

            await _gate.WaitAsync(cancellationToken);
            ulong number = _numbers[entry.Sequence];
            _ = _gate.Release();
            if (number >= from.Sequence)
            {
                yield return entry with { Sequence = number, Time = entry.Time - _offsets[entry.Sequence], Server = server };
            }
        }
    }

    public async ValueTask<bool> RemoveAsync(DurableStream stream, DurableEntry entry, CancellationToken cancellationToken = default)
    {
        if (stream != DurableStream.Tells)
        {
            return await inner.Log.RemoveAsync(stream, entry, cancellationToken);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            bool isRemoved = _kept.TryGetValue(entry.Sequence, out ulong number) && await inner.Log.RemoveAsync(stream, entry with { Sequence = number, Time = entry.Time + _offsets[number] }, cancellationToken);
            if (isRemoved)
            {
                _ = _kept.Remove(entry.Sequence);
            }

            return isRemoved;
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    public ValueTask<DurableStreamState> GetStateAsync(DurableStream stream, string? subject = null, CancellationToken cancellationToken = default) =>
        inner.Log.GetStateAsync(stream, subject, cancellationToken);

    public void Dispose() => _gate.Dispose();
}
