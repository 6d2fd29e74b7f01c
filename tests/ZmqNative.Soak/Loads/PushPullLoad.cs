namespace ZmqNative.Soak;

/// <summary>Push/pull without acknowledgements.</summary>
internal sealed class PushPullLoad(SoakSetting setting, LinkKind kind, bool security = false) : OneWayLoad(setting, "push/pull", kind, security)
{
    protected override OneWayEnds MakeEnds(Link link, SequenceChecker seen)
    {
        void Handle(ReceivedMessage message) => seen.Add(message.Text);
        Pusher pusher;
        Puller puller;

        // With CURVE the users are those that connect, and only messages have one.
        if (!HasUser && Random.Next(2) == 0)
        {
            pusher = new Pusher($"@{link.Bound}", Binding(new PusherOptions()));
            puller = new Puller($">{link.To(pusher.LastEndpoint)}", Handle, Connecting(new PullerOptions()));
        }
        else
        {
            puller = new Puller($"@{link.Bound}", Handle, Binding(new PullerOptions()));
            pusher = new Pusher($">{link.To(puller.LastEndpoint)}", Connecting(new PusherOptions()));
        }

        return new OneWayEnds(pusher, puller, (text, cancellationToken) => pusher.PushAsync(text, cancellationToken), static _ => default);
    }
}
