using ZmqNative.Peers;

// One program, two parts: the harness, and the workers that it starts, one for each library.
return args is ["worker", var name]
    ? await PeerHost.RunAsync(name)
    : await PeerHarness.RunAsync(args);
