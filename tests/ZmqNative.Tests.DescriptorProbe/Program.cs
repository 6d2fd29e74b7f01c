using ZmqNative.Tests.DescriptorProbe;

// Runs one scenario without file descriptors, and prints the result of each step. That the process ends normally is part of the test: libzmq
// aborts the process in some places.
Console.WriteLine("begins");
DescriptorLimit.Lower();
Scenario.Run(args[0]);
DescriptorLimit.Release();
Console.WriteLine("ended");
