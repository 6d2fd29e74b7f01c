using Tour.Far;
using ZmqNative;

namespace Tour.Stage;

/// <summary>The objects that all chapters share: the context, the material, both far sides, and the early end.</summary>
internal sealed class TourStage : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly FarTask _task;
    private readonly FarProcessHost _process;
    private readonly Timer? _alarm;
    private TourFailedException? _cause;

    public TourStage(Schedule schedule, Material material)
    {
        Schedule = schedule;
        Material = material;
        _process = new FarProcessHost(Context, schedule.Patience, reason => Stop(new TourFailedException(reason)));
        _task = new FarTask(Context, schedule.Patience, Ended);
        if (schedule.Alarm is { } alarm)
        {
            _alarm = new Timer(OnAlarm, null, alarm, Timeout.InfiniteTimeSpan);
        }
    }

    public Context Context { get; } = new();

    public Schedule Schedule { get; }

    public Material Material { get; }

    public Endpoints Endpoints { get; } = new();

    public int FarProcessId => _process.Id;

    /// <summary>Returns the far side of a transport: for inproc that can only be in this process.</summary>
    public FarLink FarSideOver(Transport transport) => transport == Transport.Inproc ? _task.Link : _process.Link;

    /// <summary>The token that is cancelled when the tour ends early.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Ends all running operations, from any thread: the shutdown makes every blocked call return at once.</summary>
    public void Stop(TourFailedException cause)
    {
        // Several things may go wrong at once; the first is the reason for the others.
        _ = Interlocked.CompareExchange(ref _cause, cause, null);
        _ended.Cancel();
        Context.Shutdown();
    }

    /// <summary>The reason why the context was shut down.</summary>
    public TourFailedException WhyItEnded() => Volatile.Read(ref _cause) ?? new TourFailedException("The context was shut down.");

    public async ValueTask DisposeAsync()
    {
        if (_alarm is not null)
        {
            await _alarm.DisposeAsync();
        }

        await _process.DisposeAsync();
        await _task.DisposeAsync();
        Context.Dispose();
        Endpoints.Dispose();
        _ended.Dispose();
    }

    private void OnAlarm(object? state) => Stop(new TourFailedException("The time of the quick tour ran out."));
}
