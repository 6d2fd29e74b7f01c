using ZmqNative.Fuzz;

namespace ZmqNative.Hosting.Tests;

/// <summary>The targets of <c>./build.sh fuzz</c>, with as many inputs as a test has time for.</summary>
public sealed class FuzzTests : HostingTest
{
    private const int Inputs = 20_000;
    private const int LiveInputs = 5000;

    private static IEnumerable<TestCaseData> Targets =>
        FuzzTargets.All.Select(static target => new TestCaseData(target.Name).SetArgDisplayNames(target.Name));

    [TestCaseSource(nameof(Targets))]
    public async Task Decoders_read_mutated_inputs_or_refuse_them(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        try
        {
            FuzzRun run = new(target, seed: 1);
            if (run.Run(target.EndAsync is null ? Inputs : LiveInputs, Timeout.InfiniteTimeSpan) is var (input, fault))
            {
                Assert.Fail($"{Convert.ToHexString(input)}\n{fault}");
            }
        }
        finally
        {
            if (target.EndAsync is { } endAsync)
            {
                await endAsync().AsTask().WaitAsync(Generous);
            }
        }
    }

    [Test]
    public void A_fault_is_found_and_reduced()
    {
        FuzzTarget target = new("test", "", ["hello, world"u8.ToArray()], ["bad"u8.ToArray()], static input =>
            FuzzFaultException.Unless(input.AsSpan().IndexOf("bad"u8) < 0, "nothing is bad"));
        FuzzRun run = new(target, seed: 1);
        (byte[] Input, Exception Fault)? found = run.Run(1_000_000, Generous);
        Assert.That(found?.Input, Is.EqualTo("bad"u8.ToArray()));
        Assert.That(found?.Fault, Is.TypeOf<FuzzFaultException>());
    }

    [Test]
    public void A_seed_always_has_the_same_inputs()
    {
        FuzzTarget target = FuzzTargets.All[0];
        Mutator first = new(target, 7);
        Mutator second = new(target, 7);
        for (int i = 0; i < 100; i++)
        {
            Assert.That(second.Next(), Is.EqualTo(first.Next()));
        }
    }
}
