using ZmqNative.Hosting;

namespace ZmqWorker;

/// <summary>
/// Does the work. When it returns, the job is acknowledged; when it throws, the job is delivered again, at most five times. A job whose worker
/// was lost after the work is delivered again, too, so the work has to be repeatable.
/// </summary>
public sealed partial class JobHandler(ILogger<JobHandler> logger) : IWorkHandler<Job>
{
    public async ValueTask HandleAsync(Job job, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);     // your work
        LogDone(job.Id, job.Name);
    }

    [LoggerMessage(LogLevel.Information, "Job {Id}, {Name}, is done.")]
    private partial void LogDone(int id, string name);
}
