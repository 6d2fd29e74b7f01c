using ZmqNative.Soak;

// One program with two parts: the soak, and the peers that it starts as processes, stops and kills.
if (args is ["peer", .. var peer])
{
    await PeerProgram.RunAsync(peer);
    return 0;
}

(SoakOptions? options, string text) = SoakOptions.Parse(args);
if (options is null)
{
    Console.WriteLine(text);
    return args is ["--help"] ? 0 : 2;
}

return await new SoakRun(options).RunAsync() ? 0 : 1;
