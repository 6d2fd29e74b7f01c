namespace ZmqNative;

/// <summary>Stands in for errors of libzmq.</summary>
public class ZmqException(string message) : Exception(message);
