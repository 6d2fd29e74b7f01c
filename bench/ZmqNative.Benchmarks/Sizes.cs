namespace ZmqNative.Benchmarks;

/// <summary>Message sizes in bytes.</summary>
internal static class Sizes
{
    public const int Tiny = 16;
    public const int Small = 256;
    public const int KiB = 1024;
    public const int Large = 64 * KiB;
    public const int MiB = 1024 * KiB;
}
