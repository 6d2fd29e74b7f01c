using System.Diagnostics;
using System.Security.Cryptography;
using Tour.Far;
using Tour.Stage;
using ZmqNative.Patterns;

namespace Tour.Chapters;

/// <summary>Requests the SHA-256 of lines, many at once; some requests fail on purpose, and one misses its deadline.</summary>
internal sealed class RequestClientChapter : PatternChapter
{
    private const int InFlight = 64;
    private const int Handlers = 4;
    private const int FailEvery = 500;

    // Special requests. No line of a text file begins with a zero byte.
    private const string Hello = "\0hello";
    private const string Hold = "\0hold";
    private const string Release = "\0release";
    private const string Fail = "\0fail";
    private const string End = "\0end";

    private static readonly byte[] FailBytes = "\0fail"u8.ToArray();

    private static readonly TimeSpan ShortDeadline = TimeSpan.FromMilliseconds(10);

    public override string Title => "RequestClient";

    public override string About => $"awaitable requests, {InFlight} in flight; failed handlers and a missed deadline are told";

    public override async Task<FarReport> PlayNearAsync(string endpoint, NearSide near)
    {
        await using RequestClient client = new(
            endpoint, new RequestClientOptions { Context = near.Context, RequestTimeout = near.Patience });

        // The first round trip includes the making of the connection, so it does not count.
        _ = await client.RequestAsync(Hello, cancellationToken: near.Token);
        await MissDeadlineAsync(client, near);

        near.Begin();
        Asker asker = new(client, near);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => asker.AskAsync()));

        _ = await client.RequestAsync(End, cancellationToken: near.Token);
        near.Verified = $"{near.Sent.Messages:N0} answers, {asker.Failures:N0} failures, 1 deadline";
        return await near.FinishAsync();
    }

    public override async Task PlayFarAsync(FarStage stage)
    {
        using TallyCounter received = new();
        TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ReplyServer server = new(
            stage.Endpoint, AnswerAsync, new ReplyServerOptions { Context = stage.Context, MaxConcurrency = Handlers });
        await stage.BoundAsync(server.LastEndpoint);
        await ended.Task.WaitAsync(stage.Token);
        await stage.ReportAsync(new FarReport { Received = received.Total() });

        async ValueTask<Payload> AnswerAsync(ReceivedMessage request, CancellationToken cancellationToken)
        {
            if (request.Span is not [0, ..])
            {
                received.AddUnordered(request.Span);
                return SHA256.HashData(request.Span);
            }

            switch (request.Text)
            {
                case Hold:
                    await released.Task.WaitAsync(cancellationToken);
                    break;
                case Release:
                    _ = released.TrySetResult();
                    break;
                case Fail:
                    throw new InvalidOperationException("as it was asked to");
                case End:
                    _ = ended.TrySetResult();
                    break;
            }

            return request.Text;
        }
    }

    // The handler delays the reply until it is released, which happens only after the deadline.
    private static async Task MissDeadlineAsync(RequestClient client, NearSide near)
    {
        try
        {
            _ = await client.RequestAsync(Hold, ShortDeadline, near.Token);
            near.Problems.Add("a request was answered before it was allowed to be");
        }
        catch (RequestTimeoutException)
        {
            _ = await client.RequestAsync(Release, cancellationToken: near.Token);
        }
    }

    /// <summary>Sends the next request as soon as the last one has a reply; used by many tasks at once.</summary>
    private sealed class Asker(RequestClient client, NearSide near)
    {
        // Guards the counts: answers arrive on any thread of the pool.
        private readonly Lock _gate = new();
        private long _asked;

        public long Failures { get; private set; }

        public async Task AskAsync()
        {
            while (!near.TimeIsUp)
            {
                long number = Interlocked.Increment(ref _asked);
                if (number % FailEvery == 0)
                {
                    await FailAsync();
                    continue;
                }

                Question question = near.Question(number);
                long started = Stopwatch.GetTimestamp();
                using ReceivedMessage answer = await client.RequestAsync(question.Bytes, cancellationToken: near.Token);
                near.Sent.AddUnordered(question.Bytes);
                lock (_gate)
                {
                    near.Latency.RecordSince(started);
                    near.AnswerBytes += answer.Span.Length;
                    if (!answer.Span.SequenceEqual(question.Answer))
                    {
                        near.Problems.Add($"question {number:N0} was answered wrongly");
                    }

                    near.Report();
                }
            }
        }

        private async Task FailAsync()
        {
            string outcome;
            try
            {
                using ReceivedMessage answer = await client.RequestAsync(FailBytes, cancellationToken: near.Token);
                outcome = answer.Text;
            }
            catch (RequestFailedException failure) when (failure.Status == ReplyStatus.HandlerFailed)
            {
                lock (_gate)
                {
                    Failures++;
                }

                return;
            }
            catch (RequestFailedException failure)
            {
                outcome = failure.Message;
            }

            lock (_gate)
            {
                near.Problems.Add($"a handler that failed was answered by: {outcome}");
            }
        }
    }
}
