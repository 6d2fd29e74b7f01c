using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Remote;

/// <summary>Addresses with an endpoint in front: <c>tcp://host:port/name/key</c>.</summary>
/// <remarks>
/// The endpoint ends at the first slash behind the scheme. Where it may have slashes of its own, with <c>ipc://</c> always and with
/// <c>inproc://</c> if there are any, two slashes end it: <c>ipc:///run/shop.sock//order/42</c>.
/// </remarks>
internal static class RemoteAddress
{
    private const string Scheme = "://";

    /// <summary>Whether an address begins with an endpoint. A key after a name may look like one.</summary>
    public static bool HasEndpoint(string address) =>
        address.IndexOf(Scheme, StringComparison.Ordinal) is var at and > 0 && address.IndexOf('/', StringComparison.Ordinal) == at + 1;

    /// <summary>Splits an address into endpoint and address within the broker.</summary>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    public static (string Endpoint, string Address) Split(string address, string parameter)
    {
        int start = address.IndexOf(Scheme, StringComparison.Ordinal) + Scheme.Length;
        bool isPath = address.StartsWith("ipc", StringComparison.Ordinal);
        int twoSlashes = isPath || address.StartsWith("inproc", StringComparison.Ordinal)
            ? address.IndexOf("//", start, StringComparison.Ordinal)
            : -1;
        int end = twoSlashes >= 0 || isPath ? twoSlashes : address.IndexOf('/', start);
        if (start <= Scheme.Length || end <= start)
        {
            Throw(address, parameter);
        }

        string actor = address[(end + (end == twoSlashes ? 2 : 1))..];
        ActorAddress.Check(actor, parameter);
        return (address[..end], actor);
    }

    /// <summary>Joins what <see cref="Split"/> returns.</summary>
    public static string Join(string endpoint, string address) => NeedsTwoSlashes(endpoint, address)
        ? $"{endpoint}//{address}"
        : $"{endpoint}/{address}";

    // Two slashes in a key would end an inproc endpoint.
    private static bool NeedsTwoSlashes(string endpoint, string address) =>
        endpoint.StartsWith("ipc", StringComparison.Ordinal)
        || endpoint.IndexOf('/', endpoint.IndexOf(Scheme, StringComparison.Ordinal) + Scheme.Length) >= 0
        || (endpoint.StartsWith("inproc", StringComparison.Ordinal) && address.Contains("//", StringComparison.Ordinal));

    [DoesNotReturn]
    private static void Throw(string address, string parameter) => throw new ArgumentException(
        $"'{address}' is no address of an actor of another process. Write tcp://host:port/name/key, or ipc:///path//name/key with two slashes "
        + "behind a path.",
        parameter);
}
