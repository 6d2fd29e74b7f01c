using System.CommandLine;
using ZmqNative;

namespace ZmqTool.Endpoints;

/// <summary>The option <c>--type</c>.</summary>
internal sealed class SocketTypeOption
{
    private static readonly SocketType[] Types =
    [
        SocketType.Sub, SocketType.Pub, SocketType.XSub, SocketType.XPub, SocketType.Req, SocketType.Rep, SocketType.Dealer, SocketType.Router,
        SocketType.Push, SocketType.Pull, SocketType.Pair,
    ];

    private readonly Option<string?> _option;
    private readonly SocketType? _default;

    public SocketTypeOption(Command command, SocketType? fallback, string description, params SocketType[] allowed)
    {
        _default = fallback;
        _option = new Option<string?>("--type") { Description = $"{description}{(fallback is { } shown ? $"; default {NameOf(shown)}" : string.Empty)}", HelpName = "TYPE" };
        _ = _option.AcceptOnlyFromAmong([.. (allowed.Length == 0 ? Types : allowed).Select(NameOf)]);
        command.Options.Add(_option);
    }

    public SocketType Get(Invocation run) => TryGet(run) ?? _default!.Value;

    /// <summary>The type that was given; null if none was.</summary>
    public SocketType? TryGet(Invocation run) =>
        run.Get(_option) is { } name ? Array.Find(Types, type => NameOf(type) == name) : null;

    private static string NameOf(SocketType type) => type.ToString().ToLowerInvariant();
}
