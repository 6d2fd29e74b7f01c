namespace ZmqNative.Peers;

/// <summary>Requests by a program in another language, which has both ends.</summary>
internal sealed class ProgramPeer(RequestProgram program) : Peer
{
    public override string Version => program.Version;

    public override bool HasSockets => false;

    public override PeerSocket CreateSocket(Kind kind) => throw new NotSupportedException();

    public override Task<double> RequestAsync(string endpoint, int size, int count, int inFlight) =>
        program.RunAsync(endpoint, size, count, inFlight);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
