// The types that the code under test is compiled with, in place of the system's.
global using ZmqNative.Interleavings;
global using CancellationToken = ZmqNative.Interleavings.ControlledCancellationToken;
global using CancellationTokenRegistration = ZmqNative.Interleavings.ControlledCancellationTokenRegistration;
global using CancellationTokenSource = ZmqNative.Interleavings.ControlledCancellationTokenSource;
global using ConfigureAwaitOptions = ZmqNative.Interleavings.ControlledConfigureAwaitOptions;
global using Environment = ZmqNative.Interleavings.ControlledEnvironment;
global using Interlocked = ZmqNative.Interleavings.ControlledInterlocked;
global using Monitor = ZmqNative.Interleavings.ControlledMonitor;
global using SpinWait = ZmqNative.Interleavings.ControlledSpinWait;
global using Thread = ZmqNative.Interleavings.ControlledThreadApi;
global using ThreadPool = ZmqNative.Interleavings.ControlledThreadPool;
global using Volatile = ZmqNative.Interleavings.ControlledVolatile;
