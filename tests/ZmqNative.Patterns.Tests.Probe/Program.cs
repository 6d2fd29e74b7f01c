using ZmqNative.Patterns.Tests.Probe;

// Each run prints one line per observation; the tests compare the lines with the expected ones.
switch (args[0])
{
    case "torn":
        await TornMessages.RunAsync(line => Console.WriteLine(line));
        break;
    case "threads":
        Switches.CheckThreads(line => Console.WriteLine(line));
        break;
    case "leaks":
        Switches.ReportLeaks(line => Console.WriteLine(line), isOn: bool.Parse(args[1]));
        break;
    case "puller":
        await AcknowledgingPuller.RunAsync(args[1], line => Console.WriteLine(line));
        break;
    default:
        throw new ArgumentException($"There is no probe '{args[0]}'.", nameof(args));
}
