using ZmqNative.Peers;

// One program with two parts: the harness, and the worker processes that it starts, one for each library.
return args is ["worker", var name]
    ? await PeerHost.RunAsync(name)
    : await PeerHarness.RunAsync(args);
