namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>A test with gateways on free ports, after which no native object may be alive.</summary>
[TestFixture]
public abstract class GatewayTest
{
    /// <summary>The one time-out of all tests: far beyond what any of them needs, so that it only ends a hang.</summary>
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private CancellationTokenSource _limit = null!;

    /// <summary>Ends all waits of a test that hangs.</summary>
    protected CancellationToken Limit => _limit.Token;

    [SetUp]
    public void StartLimit() => _limit = new CancellationTokenSource(Generous);

    [TearDown]
    public async Task AssertNothingIsAlive()
    {
        // A shared context ends in the background, after its last pattern; a reactor is counted until its context has ended.
        await Eventually(static () => Accounting.LiveContexts == 0 && PatternAccounting.LiveReactors == 0, "contexts and reactors to end");
        _limit.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(PatternAccounting.LiveAsyncSockets, Is.Zero, "async sockets alive");
            Assert.That(PatternAccounting.LiveReactors, Is.Zero, "reactors alive");
            Assert.That(PatternAccounting.LiveWaiters, Is.Zero, "waiters alive");
            Assert.That(Accounting.LiveSockets, Is.Zero, "sockets alive");
            Assert.That(Accounting.LiveFrames, Is.Zero, "frames alive");
        }
    }

    /// <summary>Starts a gateway that is connected only to itself, unless the settings differ.</summary>
    /// <param name="settings">Settings such as <c>BufferSize=3</c>, in the section Gateway.</param>
    internal Task<RunningGateway> StartAsync(params string[] settings) => RunningGateway.StartAsync(Limit, settings);

    /// <summary>Waits for a condition that no event reports, such as a count.</summary>
    protected async Task Eventually(Func<bool> condition, string what)
    {
        while (!condition())
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, $"still waiting: {what}");
            await Task.Delay(1);
        }
    }

    /// <summary>The JSON of an answer.</summary>
    protected async Task<JsonElement> JsonOf(HttpResponseMessage response)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(Limit);
        return (await JsonDocument.ParseAsync(body, cancellationToken: Limit)).RootElement;
    }

    /// <summary>Checks that an answer is a problem document (RFC 9457).</summary>
    protected async Task<JsonElement> ProblemOf(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.That(response.StatusCode, Is.EqualTo(status), await response.Content.ReadAsStringAsync(Limit));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        JsonElement problem = await JsonOf(response);
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo((int)status));
        return problem;
    }
}
