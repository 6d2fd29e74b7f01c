namespace ZmqNative.Interop;

/// <summary>Stands in for the declarations.</summary>
internal static class Libzmq
{
    public const int ETERM = 1;
}
