namespace ZmqNative;

/// <summary>Stands in for the library: one without corrections, so that nothing is counted in it.</summary>
internal static class Zmq
{
    public static bool IsCorrected => false;
}
