namespace ZmqNative.Patterns;

/// <summary>The default limits of connections.</summary>
internal static class ConnectionLimits
{
    // Where the number of descriptors has no limit, or it is unknown.
    private const int MostDescriptors = 65_536;

    // That of libzmq, which it keeps in any case.
    private const int ReserveDivisor = 16;
    private const int LargestReserve = 64;

    // About a third of the ports from which one address can connect to an endpoint, so that hosts behind a NAT or a proxy are served.
    private const int MostPerAddress = 10_000;

    /// <summary>The number of descriptors that the process may have, without the reserve.</summary>
    public static int Total { get; } = TotalFor(SocketCapacity.DescriptorLimit);

    /// <summary>Half of them at most: one address does not lock out the others.</summary>
    public static int PerAddress { get; } = PerAddressFor(Total);

    internal static int TotalFor(int descriptors)
    {
        int limit = descriptors == int.MaxValue ? MostDescriptors : descriptors;
        return Math.Max(1, limit - Math.Min(limit / ReserveDivisor, LargestReserve));
    }

    internal static int PerAddressFor(int total) => Math.Clamp(total / 2, 1, MostPerAddress);
}
