using System.Globalization;
using System.Reflection;

namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>
/// Runs the tests of this project again and again while all cores are busy, but for storms and for failures that take their time:
/// <c>tests/repeat-testkit.sh --times=10000</c>.
/// </summary>
public sealed class RepeatedTests
{
    // The environment variables with the number of repetitions, and of threads that compute beside them; by default one for each core.
    private const string Variable = "ZMQNATIVE_REPEAT";
    private const string BusyVariable = "ZMQNATIVE_REPEAT_BUSY";

    private static readonly Type[] Fixtures =
        [
            typeof(IdleTests), typeof(AwaitTests), typeof(PipedTaskTests), typeof(VirtualTimeTests), typeof(ProbeTests), typeof(EndingTests), typeof(OrdersTests),
        ];

    private static int Times => int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out int times) ? times
        : Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1" ? 200 : 5;

    private static int BusyThreads => int.TryParse(Environment.GetEnvironmentVariable(BusyVariable), CultureInfo.InvariantCulture, out int threads)
        ? threads
        : Environment.ProcessorCount;

    [Test]
    public async Task All_tests_hold_each_time_while_all_cores_are_busy()
    {
        using BusyCores busy = new(BusyThreads);
        for (int i = 0; i < Times; i++)
        {
            foreach (Type fixture in Fixtures)
            {
                await RunAsync((TestKitTest)Activator.CreateInstance(fixture)!, i);
            }
        }
    }

    private static async Task RunAsync(TestKitTest fixture, int time)
    {
        foreach (MethodInfo test in fixture.GetType().GetMethods().Where(static method => method.ReturnType == typeof(Task)))
        {
            foreach (object?[] arguments in Arguments(test))
            {
                fixture.Begin();
                try
                {
                    await (Task)test.Invoke(fixture, arguments)!;
                    await fixture.EndAsync();
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"{fixture.GetType().Name}.{test.Name}({string.Join(", ", arguments)}) fails in round {time}.", exception);
                }
            }
        }
    }

    private static IEnumerable<object?[]> Arguments(MethodInfo test)
    {
        if (test.GetCustomAttribute<TestAttribute>() is not null)
        {
            return [[]];
        }

        return test.GetCustomAttribute<TestCaseSourceAttribute>() is not null
            ? AwaitTests.Forms.Select(static data => data.Arguments)
            : test.GetCustomAttributes<TestCaseAttribute>().Select(static data => data.Arguments);
    }
}
