using ZmqNative.Tests.DescriptorProbe;

// Runs one scenario without file descriptors, and prints what came of each step. Its end in order is half of the test: libzmq
// aborts the process in some places.
Console.WriteLine("begins");
DescriptorLimit.Lower();
Scenario.Run(args[0]);
DescriptorLimit.Release();
Console.WriteLine("ended");
